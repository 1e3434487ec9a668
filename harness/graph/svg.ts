/**
 * A picture as SVG, light or dark as its reader prefers, with the nodes where reports and live pages have them.
 */

import { EXIT, MeshbedError } from '../common/errors.ts';
import { escapeXml } from '../common/xml.ts';
import type { Topology } from '../topology/topology.ts';
import { type GraphFormat, graphCaption, linkLabels } from './format.ts';
import { type Point, placesOnPicture } from './layout.ts';

/** More would be a ball of wool, after a minute. */
const MOST_NODES = 5_000;
const MOST_LINKS = 50_000;
/** More names than this cover one another. */
const MOST_NAMES = 300;
const MARGIN = 40;

export const svg: GraphFormat = {
  name: 'svg',
  summary: 'a picture',
  endings: ['.svg'],
  write(topology) {
    const { nodes, links } = topology;
    if (nodes.length > MOST_NODES || links.length > MOST_LINKS) throw tooLarge(topology);
    const places = placesOnPicture(topology);
    const [left, top] = [least(places, ({ x }) => x), least(places, ({ y }) => y)];
    const width = -least(places, ({ x }) => -x) - left + 2 * MARGIN;
    const height = -least(places, ({ y }) => -y) - top + 2 * MARGIN;
    const at = (i: number | undefined) => places[i ?? 0] ?? { x: 0, y: 0 };
    const numbers = new Map(nodes.map(({ name }, i) => [name, i]));
    const labels = linkLabels(topology);
    const lines = links.map(({ a, b }, i) => {
      const [from, to] = [at(numbers.get(a)), at(numbers.get(b))];
      const title = `${a}–${b}${labels[i] === '' ? '' : `: ${labels[i]}`}`;
      return `<line x1="${from.x}" y1="${from.y}" x2="${to.x}" y2="${to.y}"><title>${escapeXml(title)}</title></line>`;
    });
    const dots = nodes.map(
      ({ name }, i) =>
        `<circle cx="${at(i).x}" cy="${at(i).y}" r="6"><title>${escapeXml(name)}</title></circle>`,
    );
    const names = nodes.map(
      ({ name }, i) => `<text x="${at(i).x}" y="${round(at(i).y - 10)}">${escapeXml(name)}</text>`,
    );
    const caption = escapeXml(graphCaption(topology));
    const box = `${round(left - MARGIN)} ${round(top - MARGIN)} ${round(width)} ${round(height)}`;
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" role="img" aria-label="${caption}">`,
      `<title>${caption}</title>`,
      STYLE,
      `<g class="links">`,
      ...lines,
      `</g><g class="nodes">`,
      ...dots,
      `</g><g class="names">`,
      ...(nodes.length > MOST_NAMES ? [] : names),
      `</g></svg>\n`,
    ].join('\n');
  },
};

const STYLE = `<style>
  line { stroke: #8a94a0; stroke-width: 1.5 }
  circle { fill: #1f6feb; stroke: #fff; stroke-width: 1.5 }
  text { font: 11px system-ui, sans-serif; text-anchor: middle; fill: #1c2128 }
  @media (prefers-color-scheme: dark) { circle { fill: #6cb6ff; stroke: #1c2128 } text { fill: #e6edf3 } line { stroke: #768390 } }
</style>`;

function least(spots: readonly Point[], of: (spot: Point) => number): number {
  return spots.reduce((smallest, spot) => Math.min(smallest, of(spot)), Number.POSITIVE_INFINITY);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function tooLarge({ name, nodes, links }: Topology): MeshbedError {
  const number = (count: number) => count.toLocaleString('en');
  return new MeshbedError(
    'GRAPH_TOO_LARGE',
    `${name} has ${number(nodes.length)} nodes and ${number(links.length)} links; a picture has up to ${number(MOST_NODES)} and ${number(MOST_LINKS)}.`,
    'Write it as graphml or dot, and let a program for large graphs draw it.',
    EXIT.badInput,
  );
}
