/**
 * Which links need a relay: those with conditions, those that a step closes, opens or changes, those that lie across a
 * partition, those of nodes that are attacked, and those with an end behind a NAT. All others go straight from node to node.
 */

import type { Topology, TopologyLink } from '../topology/model/types.ts';

export function relayedLinks(topology: Topology): (link: TopologyLink) => boolean {
  /** Nodes all of whose links need one: behind a NAT, or attacked. */
  const ends = new Set<string>();
  for (const { name, natTimeoutMs } of topology.nodes) if (natTimeoutMs !== undefined) ends.add(name);
  const touched = new Set<string>();
  /** For each partition, the group of each node. */
  const partitions: Map<string, number>[] = [];
  for (const step of topology.steps) {
    if (step.verb === 'cut' || step.verb === 'mend' || step.verb === 'link') {
      for (const { from, to } of step.directions) touched.add(`${from} ${to}`);
    } else if (step.verb === 'attack') {
      for (const node of step.nodes) ends.add(node);
    } else if (step.verb === 'partition') {
      partitions.push(new Map(step.groups.flatMap((group, i) => group.map((node) => [node, i]))));
    }
  }
  return ({ a, b, ab, ba }) =>
    ab !== undefined ||
    ba !== undefined ||
    ends.has(a) ||
    ends.has(b) ||
    touched.has(`${a} ${b}`) ||
    touched.has(`${b} ${a}`) ||
    partitions.some((groupOf) => groupOf.get(a) !== groupOf.get(b));
}
