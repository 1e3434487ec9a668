/** GraphML, for other programs; `links.file` reads it back. */

import type { Conditions } from '../../node/link/conditions.ts';
import { escapeXml } from '../common/xml.ts';
import { conditionsText } from '../topology/model/words.ts';
import type { Topology } from '../topology/topology.ts';
import type { GraphFormat } from './format.ts';

const HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
`;

const KEYS = `  <key id="label" for="node" attr.name="label" attr.type="string"/>
  <key id="networks" for="node" attr.name="networks" attr.type="string"/>
  <key id="there" for="edge" attr.name="fromSource" attr.type="string"/>
  <key id="back" for="edge" attr.name="fromTarget" attr.type="string"/>
`;

export const graphml: GraphFormat = {
  name: 'graphml',
  summary: 'for other programs, and for `links.file`',
  endings: ['.graphml', '.xml'],
  write(topology) {
    const networks = networksOf(topology);
    const nodes = topology.nodes.map(({ name }) => {
      const data = [datum('label', name), datum('networks', (networks.get(name) ?? []).join(' '))];
      return `    <node id="${escapeXml(name)}">${data.join('')}</node>\n`;
    });
    const links = topology.links.map(({ a, b, ab, ba }) => {
      const data = [datum('there', wordsOf(ab)), datum('back', wordsOf(ba))].join('');
      return `    <edge source="${escapeXml(a)}" target="${escapeXml(b)}">${data}</edge>\n`;
    });
    const name = `  <desc>${escapeXml(topology.name)}</desc>\n`;
    const graph = '  <graph id="mesh" edgedefault="undirected">\n';
    return `${HEAD}${name}${KEYS}${graph}${nodes.join('')}${links.join('')}  </graph>\n</graphml>\n`;
  },
};

function datum(key: string, value: string): string {
  return value === '' ? '' : `<data key="${key}">${escapeXml(value)}</data>`;
}

function wordsOf(conditions: Conditions | undefined): string {
  return conditions === undefined ? '' : conditionsText(conditions);
}

function networksOf({ networks }: Topology): Map<string, string[]> {
  const of = new Map<string, string[]>();
  for (const { name, nodes } of networks) {
    for (const node of nodes) {
      const names = of.get(node);
      if (names === undefined) of.set(node, [name]);
      else names.push(name);
    }
  }
  return of;
}
