/**
 * Any topology, on any routed network: with the addresses that loading gives, or with others.
 */

import fc from 'fast-check';
import { repairTopology } from '../../../../harness/shrink/search/repair.ts';
import { AddressRange } from '../../../../harness/topology/expand/address-range.ts';
import type { RoutedNetwork } from '../../../../harness/topology/model/network.ts';
import type { Step, Topology, TopologyNode } from '../../../../harness/topology/topology.ts';
import { conditions } from './topologies.ts';

const network: fc.Arbitrary<RoutedNetwork> = fc
  .tuple(
    fc.subarray(['198.18.0.0/15', '2001:db8::/32'], { minLength: 1 }),
    fc.oneof(
      fc.constantFrom('open' as const, 'closed' as const),
      conditions.filter((some) => Object.keys(some).length > 0),
    ),
  )
  .map(([ranges, elsewhere]) => ({
    ranges,
    router: ranges.map((text) => rangeOf(text).router),
    elsewhere,
  }));

type PlaceOf = (i: number, nodes: number) => number;

/** Which place in the range a node has: its own, its own but for some, those of all in reverse order, or others. */
const places: fc.Arbitrary<PlaceOf> = fc.constantFrom<PlaceOf[]>(
  (i) => i,
  (i) => (i === 1 ? 90 : i),
  (i, nodes) => nodes - 1 - i,
  (i) => i + 40,
);

/** Of some steps a move is made, which the repair leaves where it can be done. */
function withMove(step: Step, i: number, nodes: readonly TopologyNode[], { ranges }: RoutedNetwork): Step {
  if (i % 3 !== 1) return step;
  const { index, atMs, line } = step;
  const addresses = ranges.map((text) => rangeOf(text).inOrder(1000 + (i % 4))!);
  const node = nodes[i % nodes.length]!.name;
  return { index, atMs, line, verb: 'move', nodes: [node], addresses, before: [] };
}

export function onRoutedNetwork(topologies: fc.Arbitrary<Topology>): fc.Arbitrary<Topology> {
  return fc.tuple(topologies, network, places).map(([topology, network, placeOf]) => {
    const nodes = topology.nodes.map(({ natTimeoutMs: _, ...node }, i): TopologyNode => {
      const place = placeOf(i, topology.nodes.length);
      const addresses = network.ranges.map((text) => rangeOf(text).at(place, topology.nodes.length)!);
      return { ...node, addresses };
    });
    const steps = topology.steps.map((step, i) => withMove(step, i, topology.nodes, network));
    return repairTopology({ ...topology, networks: [], network, nodes, steps });
  });
}

function rangeOf(text: string): AddressRange {
  return AddressRange.parse(text) as AddressRange;
}
