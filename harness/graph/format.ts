/**
 * What a way to write a topology down as a graph is. One file a format, listed in `index.ts`. The same topology gives
 * the same text, so that it can be kept beside the topology and compared.
 */

import { counted } from '../common/numbers.ts';
import { conditionsText } from '../topology/model/words.ts';
import type { Topology, TopologyLink } from '../topology/topology.ts';

export interface GraphFormat {
  name: string;
  /** What it is good for, in a few words. */
  summary: string;
  /** With the dot. */
  endings: readonly string[];
  write(topology: Topology): string;
}

/** What each link does to datagrams, in words; nothing where all do the same. */
export function linkLabels({ links }: Topology): string[] {
  const texts = links.map(linkConditionsText);
  return texts.every((text) => text === texts[0]) ? texts.map(() => '') : texts;
}

/** `5 nodes, 5 links`, and what all links do. */
export function graphCaption(topology: Topology): string {
  const { nodes, links } = topology;
  const [first] = links;
  const texts = links.map(linkConditionsText);
  const all = first !== undefined && texts[0] !== '' && texts.every((text) => text === texts[0]);
  const each = all ? `; on each: ${texts[0]}` : '';
  return `${topology.name}: ${counted(nodes.length, 'node')}, ${counted(links.length, 'link')}${each}`;
}

/** `latency 30ms`; where the two ways differ, each with the node that sends. */
function linkConditionsText({ a, b, ab, ba }: TopologyLink): string {
  if (ab === undefined && ba === undefined) return '';
  const [there, back] = [ab, ba].map((conditions) => conditionsText(conditions ?? {})) as [string, string];
  return there === back ? there : `${a}→${b}: ${there}; ${b}→${a}: ${back}`;
}
