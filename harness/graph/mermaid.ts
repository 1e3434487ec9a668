/**
 * Mermaid's flowchart, which Markdown on many sites shows as a picture.
 *
 * Ids are made up, since a node may be called `end`, which Mermaid takes for a word of its own.
 */

import { type GraphFormat, graphCaption, linkLabels } from './format.ts';

/** Mermaid's own `maxEdges`. */
const MOST_EDGES = 500;

export const mermaid: GraphFormat = {
  name: 'mermaid',
  summary: 'a picture in Markdown',
  endings: ['.mmd', '.mermaid'],
  write(topology) {
    const ids = new Map(topology.nodes.map(({ name }, i) => [name, `v${i}`]));
    const labels = linkLabels(topology);
    const lines = ['graph LR', `  %% ${graphCaption(topology)}`];
    if (topology.links.length > MOST_EDGES)
      lines.push(`  %% Mermaid shows at most ${MOST_EDGES} links, unless its maxEdges is raised.`);
    for (const { name } of topology.nodes) lines.push(`  ${ids.get(name)}["${name}"]`);
    for (const [i, { a, b }] of topology.links.entries()) {
      const label = labels[i] === '' ? '' : `|"${labels[i]}"|`;
      lines.push(`  ${ids.get(a)} ---${label} ${ids.get(b)}`);
    }
    return `${lines.join('\n')}\n`;
  },
};
