/**
 * The network as a file says it, and the gates of a routed one; addresses of nodes only where they are not those that loading gives.
 */

import { AddressRange } from '../expand/address-range.ts';
import type { GateOptions, Site } from '../model/gates.ts';
import type { WrittenKeys } from '../text/source.ts';
import type { Topology, TopologyNode } from '../topology.ts';
import { writtenConditions } from './conditions.ts';
import { shortestSelector } from './names.ts';

export function writtenNetwork({ network, addresses, nodes }: Topology): WrittenKeys {
  if (network === undefined) return addresses === undefined ? {} : { addresses };
  const { ranges, elsewhere, sites } = network;
  const names = nodes.map(({ name }) => name);
  return {
    network: 'routed',
    addresses: writtenRanges(ranges),
    elsewhere: typeof elsewhere === 'string' ? elsewhere : writtenConditions(elsewhere),
    ...(sites === undefined ? {} : { sites: writtenSites(sites, names) }),
  };
}

function writtenSites(sites: readonly Site[], names: readonly string[]): Map<string, WrittenKeys> {
  return new Map(
    sites.map((site) => {
      const { name, nodes, ranges } = site;
      const addresses = ranges === undefined ? {} : { addresses: writtenRanges(ranges) };
      const at = nodes.length === 0 ? {} : { nodes: shortestSelector(nodes, names) };
      return [name, { ...at, ...writtenGate(site), ...addresses }];
    }),
  );
}

/** Of a node or a site. */
export function writtenGate({ firewall, uplink, downlink }: GateOptions): WrittenKeys {
  return {
    ...(firewall === undefined ? {} : { firewall }),
    ...(uplink === undefined ? {} : { uplink: writtenConditions(uplink) }),
    ...(downlink === undefined ? {} : { downlink: writtenConditions(downlink) }),
  };
}

function writtenRanges(ranges: readonly string[]): string | readonly string[] {
  return ranges.length === 1 ? ranges[0]! : ranges;
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
