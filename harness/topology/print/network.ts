/**
 * The routed network as a file says it; addresses of nodes only where they are not those that loading gives.
 */

import { AddressRange } from '../expand/address-range.ts';
import type { WrittenKeys } from '../text/source.ts';
import type { Topology, TopologyNode } from '../topology.ts';
import { writtenConditions } from './conditions.ts';

export function writtenNetwork({ network }: Topology): WrittenKeys {
  if (network === undefined) return {};
  const { ranges, elsewhere } = network;
  return {
    network: 'routed',
    addresses: ranges.length === 1 ? ranges[0] : ranges,
    elsewhere: typeof elsewhere === 'string' ? elsewhere : writtenConditions(elsewhere),
  };
}

export function withAddressesToWrite({ network, nodes }: Topology): TopologyNode[] {
  if (network === undefined) return nodes;
  const ranges = network.ranges.flatMap((text) => {
    const range = AddressRange.parse(text);
    return typeof range === 'string' ? [] : [range];
  });
  const areGiven = nodes.every(({ addresses = [] }, i) =>
    ranges.every((range, family) => addresses[family] === range.at(i, nodes.length)),
  );
  return areGiven ? nodes.map(({ addresses: _, ...node }) => node) : nodes;
}
