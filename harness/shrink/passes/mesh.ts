/**
 * Fewer nodes and fewer links. Where a node is needed only because the way leads over it, or because it sends, one of its
 * neighbours takes its place.
 */

import type { Topology, TopologyLink } from '../../topology/topology.ts';
import { mapExpectedNodes } from '../search/subjects.ts';
import { type Parts, removeUnneededParts } from '../search/thin.ts';
import type { Trials } from '../search/trials.ts';
import { renamed } from './rename.ts';

export async function shrinkNodes(trials: Trials): Promise<void> {
  await removeUnneededParts(trials, wholeNodes);
  for (const { a, b } of trials.best.links) {
    await merge(trials, b, a);
    await merge(trials, a, b);
  }
}

async function merge(trials: Trials, gone: string, heir: string): Promise<void> {
  const here = new Set(trials.best.nodes.map(({ name }) => name));
  if (!here.has(gone) || !here.has(heir)) return;
  await trials.attempt(merged(trials.best, gone, heir), `${heir} in the place of ${gone}`);
}

const wholeNodes: Parts<string> = {
  of: ({ nodes }) => nodes.map(({ name }) => name),
  without: (topology, gone) => ({ ...topology, nodes: topology.nodes.filter(({ name }) => !gone.has(name)) }),
  text: (name) => name,
};

export async function shrinkLinks(trials: Trials): Promise<void> {
  await removeUnneededParts(trials, wholeLinks);
}

const wholeLinks: Parts<string> = {
  of: ({ links }) => links.map(nameOf),
  without: (topology, gone) => ({
    ...topology,
    links: topology.links.filter((link) => !gone.has(nameOf(link))),
  }),
  text: (link) => `the link ${link}`,
};

function nameOf({ a, b }: TopologyLink): string {
  return `${a}–${b}`;
}

/**
 * Without the node `gone`, whose place `heir` takes: it gets its links, as far as it has none to the same neighbour, does
 * its part of the steps, and is on its networks.
 */
export function merged(topology: Topology, gone: string, heir: string): Topology {
  const of = (name: string) => (name === gone ? heir : name);
  const numbers = new Map(topology.nodes.map(({ name }, i) => [name, i]));
  const number = (name: string) => numbers.get(name) ?? 0;
  const links = new Map<string, TopologyLink>();
  const isOwn = ({ a, b }: TopologyLink) => a === gone || b === gone;
  const mine = topology.links.filter(isOwn).map((link) => moved(link, of, number));
  // Those of the heir come last, and so are those that count.
  for (const link of [...mine, ...topology.links.filter((link) => !isOwn(link))]) {
    if (link.a !== link.b) links.set(nameOf(link), link);
  }
  return {
    ...topology,
    nodes: topology.nodes.filter(({ name }) => name !== gone),
    links: [...links.values()].sort((x, y) => number(x.a) - number(y.a) || number(x.b) - number(y.b)),
    networks: topology.networks.map((network) => ({
      ...network,
      nodes: [...new Set(network.nodes.map(of))],
    })),
    steps: topology.steps.map((step) => renamed(step, of)),
    expect: mapExpectedNodes(topology.expect, (names) => [...new Set(names.map(of))]),
  };
}

/** The link under other names, the node that comes first in the topology first. */
function moved(
  { a, b, ab, ba }: TopologyLink,
  of: (name: string) => string,
  number: (name: string) => number,
): TopologyLink {
  const [x, y] = [of(a), of(b)];
  const isInOrder = number(x) <= number(y);
  const [forth, back] = isInOrder ? [ab, ba] : [ba, ab];
  const ways = { ...(forth === undefined ? {} : { ab: forth }), ...(back === undefined ? {} : { ba: back }) };
  return isInOrder ? { a: x, b: y, ...ways } : { a: y, b: x, ...ways };
}
