/**
 * The routed network of a topology: every node has a wire of its own to a router, which forwards all that nodes send to
 * whatever address, under the conditions of the pair.
 */

import type { Conditions } from '../../../node/link/conditions.ts';
import type { Topology } from '../topology.ts';
import type { Site } from './gates.ts';

/** What holds between two nodes without a link: everything passes, nothing does, or these conditions hold. */
export type Elsewhere = 'open' | 'closed' | Conditions;

export interface RoutedNetwork {
  /** From where nodes have their addresses: at most one of IPv4 and one of IPv6, as in `198.18.0.0/15`. */
  ranges: string[];
  /** The router's own, the first of each range. IP literals. */
  router: string[];
  elsewhere: Elsewhere;
  /** Absent: there are none. */
  sites?: Site[];
}

/** Whether nodes without a link may send each other anything at all. */
export function reachesElsewhere({ network }: Pick<Topology, 'network'>): boolean {
  return network !== undefined && network.elsewhere !== 'closed';
}

/** The conditions between nodes without a link; undefined where there are none, or nothing passes. */
export function conditionsElsewhere({ network }: Pick<Topology, 'network'>): Conditions | undefined {
  return typeof network?.elsewhere === 'object' ? network.elsewhere : undefined;
}
