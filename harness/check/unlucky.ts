/**
 * Bad luck: every datagram offered to a node on all its ways in was dropped by conditions, and there were enough
 * of them that no protocol can be blamed.
 */

import type { History } from './history.ts';
import { countedDuring, sumOf } from './relayed.ts';
import { plural } from './say.ts';

/** Fewer than this and a protocol that sends once and hopes would always have an excuse. */
const ENOUGH_OFFERED = 4;
/** A gone NAT binding is no bad luck: holding it is the peer's own task. */
const LUCK = ['loss', 'burst', 'queue', 'mtu'];

/** A sentence, or null when it was not (surely) so. Counts are taken between the samples around the window. */
export function dropsOnAllWaysIn(
  history: History,
  node: string,
  fromMs: number,
  toMs: number,
): string | null {
  const ways = history.directionsTo.get(node) ?? [];
  let offered = 0;
  let dropped = 0;
  for (const way of ways) {
    const counted = countedDuring(way, fromMs, toMs);
    if (!counted) return null;
    offered += counted.offered;
    dropped += sumOf(LUCK.map((reason) => counted.dropped.get(reason) ?? 0));
  }
  if (offered < ENOUGH_OFFERED || dropped < offered) return null;
  return `The conditions of the links dropped all of ${plural(offered, 'datagram')} sent to ${node} in that time, on all its ${plural(ways.length, 'link')}.`;
}
