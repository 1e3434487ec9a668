/**
 * Fewer nodes and fewer links. Where a node is needed only because the way leads over it, its neighbours are linked
 * instead.
 */

import type { LinkSpec, Topology } from '../../topology/types.ts';
import { type Parts, thin } from '../thin.ts';
import type { Trials } from '../trials.ts';

export async function nodes(trials: Trials): Promise<void> {
  await thin(trials, wholeNodes);
  for (const { name } of trials.best.nodes) {
    const bridged = withBridge(trials.best, name);
    if (bridged !== null) await trials.attempt(bridged, `a link in place of ${name}`);
  }
}

const wholeNodes: Parts<string> = {
  of: ({ nodes }) => nodes.map(({ name }) => name),
  without: (topology, gone) => ({ ...topology, nodes: topology.nodes.filter(({ name }) => !gone.has(name)) }),
  text: (name) => name,
};

export async function links(trials: Trials): Promise<void> {
  await thin(trials, wholeLinks);
}

const wholeLinks: Parts<string> = {
  of: ({ links }) => links.map(nameOf),
  without: (topology, gone) => ({
    ...topology,
    links: topology.links.filter((link) => !gone.has(nameOf(link))),
  }),
  text: (link) => `the link ${link}`,
};

function nameOf({ a, b }: LinkSpec): string {
  return `${a}–${b}`;
}

/**
 * Without the node, and with a link from its first neighbour to each of its others, under the conditions that they had
 * with the node. Null where it is no node between others.
 */
export function withBridge(topology: Topology, name: string): Topology | null {
  const own = topology.links.filter(({ a, b }) => a === name || b === name);
  const [first, ...others] = own;
  if (first === undefined || others.length === 0) return null;
  const heir = first.a === name ? first.b : first.a;
  const order = new Map(topology.nodes.map((node, i) => [node.name, i]));
  const taken = new Set(topology.links.flatMap(({ a, b }) => [`${a} ${b}`, `${b} ${a}`]));
  const bridges = others
    .filter(({ a, b }) => !taken.has(`${heir} ${a === name ? b : a}`))
    .map((link) => moved(link, name, heir, order));
  return {
    ...topology,
    nodes: topology.nodes.filter((node) => node.name !== name),
    links: [...topology.links.filter((link) => !own.includes(link)), ...bridges],
  };
}

/** The link with another node in the place of one, the node that comes first in the topology first. */
function moved(
  { a, b, ab, ba }: LinkSpec,
  name: string,
  heir: string,
  order: ReadonlyMap<string, number>,
): LinkSpec {
  const [x, y] = [a === name ? heir : a, b === name ? heir : b];
  const isInOrder = (order.get(x) ?? 0) < (order.get(y) ?? 0);
  const [forth, back] = isInOrder ? [ab, ba] : [ba, ab];
  const conditions = {
    ...(forth === undefined ? {} : { ab: forth }),
    ...(back === undefined ? {} : { ba: back }),
  };
  return isInOrder ? { a: x, b: y, ...conditions } : { a: y, b: x, ...conditions };
}
