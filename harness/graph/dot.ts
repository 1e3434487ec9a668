/** DOT, the language of Graphviz. */

import { type GraphFormat, graphCaption, linkLabels } from './format.ts';

export const dot: GraphFormat = {
  name: 'dot',
  summary: 'for Graphviz',
  endings: ['.dot', '.gv'],
  write(topology) {
    const labels = linkLabels(topology);
    const lines = [`graph ${quoted(topology.name)} {`, `  label=${quoted(graphCaption(topology))};`];
    for (const { name } of topology.nodes) lines.push(`  ${quoted(name)};`);
    for (const [i, { a, b }] of topology.links.entries()) {
      const label = labels[i] === '' ? '' : ` [label=${quoted(labels[i] ?? '')}]`;
      lines.push(`  ${quoted(a)} -- ${quoted(b)}${label};`);
    }
    return `${lines.join('\n')}\n}\n`;
  },
};

/** In a quoted text of DOT only the quote is special, and a backslash before one. */
function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
