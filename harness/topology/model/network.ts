/**
 * The routed network of a topology: every node has a wire of its own to a router, which forwards all that nodes send to
 * whatever address, under the conditions of the pair.
 */

import type { Elsewhere } from '../../../node/contract/router.ts';
import { type Conditions, dropsEverything } from '../../../node/link/conditions.ts';
import type { Site } from './gates.ts';

interface Mesh {
  /** Absent: a flat one. */
  network?: RoutedNetwork;
}

export interface RoutedNetwork {
  /** From where nodes have their addresses: at most one of IPv4 and one of IPv6, as in `198.18.0.0/15`. */
  ranges: string[];
  /** The router's own, the first of each range. IP literals. */
  router: string[];
  elsewhere: Elsewhere;
  /** Absent: there are none. */
  sites?: Site[];
}

/** Whether anything comes through between nodes without a link. Conditions that drop everything are as good as `closed`. */
export function reachesElsewhere({ network }: Mesh): boolean {
  if (network === undefined || network.elsewhere === 'closed') return false;
  return network.elsewhere === 'open' || !dropsEverything(network.elsewhere);
}

/** The conditions between nodes without a link; undefined where there are none, or nothing passes. */
export function conditionsElsewhere({ network }: Mesh): Conditions | undefined {
  return typeof network?.elsewhere === 'object' ? network.elsewhere : undefined;
}
