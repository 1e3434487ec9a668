/**
 * Nodes that were called n1, n2, … and of which only some are left are called so again: `count: 3` says it all then.
 * With other names they draw other random numbers, so this is a try like all others.
 */

import type { Topology } from '../../topology/topology.ts';
import { mapExpectedNodes } from '../search/subjects.ts';
import type { Trials } from '../search/trials.ts';
import { renamed } from './rename.ts';

export async function simplifyNames(trials: Trials): Promise<void> {
  const { nodes } = trials.best;
  if (!nodes.every(({ name }) => /^n\d+$/.test(name))) return;
  await trials.attempt(renumbered(trials.best), 'nodes called n1, n2 and so on');
}

export function renumbered(topology: Topology): Topology {
  const names = new Map(topology.nodes.map(({ name }, i) => [name, `n${i + 1}`]));
  const of = (name: string) => names.get(name) ?? name;
  return {
    ...topology,
    nodes: topology.nodes.map((node) => ({ ...node, name: of(node.name) })),
    links: topology.links.map((link) => ({ ...link, a: of(link.a), b: of(link.b) })),
    networks: topology.networks.map((network) => ({ ...network, nodes: network.nodes.map(of) })),
    steps: topology.steps.map((step) => renamed(step, of)),
    expect: mapExpectedNodes(topology.expect, (names) => names.map(of)),
  };
}
