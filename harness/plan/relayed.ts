/**
 * Which links need a relay: those with conditions, those that a step closes, opens or changes, those that lie across a
 * partition, those of nodes that are attacked, and those with an end behind a NAT. All others go straight from node to node.
 */

import type { Topology, TopologyLink } from '../topology/topology.ts';
import { verbOf } from '../topology/verbs/lookup.ts';

export function relayedLinks(topology: Topology): (link: TopologyLink) => boolean {
  /** Nodes all of whose links need one: behind a NAT, or attacked. */
  const ends = new Set<string>();
  for (const { name, natTimeoutMs } of topology.nodes) if (natTimeoutMs !== undefined) ends.add(name);
  const touched = new Set<string>();
  /** For each partition, the group of each node. */
  const partitions: Map<string, number>[] = [];
  for (const step of topology.steps) {
    if (!verbOf(step).relays) continue;
    if ('directions' in step) {
      for (const { from, to } of step.directions) touched.add(`${from} ${to}`);
    } else if ('nodes' in step) {
      for (const node of step.nodes) ends.add(node);
    } else if ('groups' in step) {
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
