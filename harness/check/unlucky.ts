/**
 * Bad luck: every datagram offered to a node on all its ways in was dropped by conditions, and there were enough
 * of them that no protocol can be blamed.
 */

import type { Direction } from './direction.ts';
import type { Edge, Frontier } from './frontier.ts';
import type { History } from './history.ts';
import { countedDuring, sumOf } from './relayed.ts';
import { plural } from './say.ts';

/** Fewer than this and a protocol that sends once and hopes would always have an excuse. */
const ENOUGH_OFFERED = 4;
/** A gone NAT binding is no bad luck: holding it is the peer's own task. */
export const LUCK: readonly string[] = ['loss', 'burst', 'queue', 'mtu'];

/** A sentence, or null when it was not (surely) so. Counts are taken between the samples around the window. */
export function dropsOnAllWaysIn(
  history: History,
  node: string,
  fromMs: number,
  toMs: number,
): string | null {
  const ways = history.directionsTo.get(node) ?? [];
  const offered = offeredInVain(
    ways.map((way) => ({ way, sinceMs: fromMs })),
    toMs,
  );
  if (offered === null) return null;
  return `The conditions of the links dropped all of ${plural(offered, 'datagram')} sent to ${node} in that time, on all its ${plural(ways.length, 'link')}.`;
}

/** The same of a node that is behind others: of all links that led from nodes which had the message towards it. */
export function dropsBefore(node: string, { edges, giver }: Frontier, toMs: number): string | null {
  const offered = offeredInVain(edges, toMs);
  if (offered === null) return null;
  const others = new Set(edges.map(({ way }) => way.from)).size - 1;
  const who = others === 0 ? giver : `${giver} and ${plural(others, 'other')}`;
  return `It came no nearer to ${node} than ${who}: the conditions of the links dropped all of ${plural(offered, 'datagram')} sent on from there in that time, on ${plural(edges.length, 'link')}.`;
}

/** All that was offered there was dropped by conditions, however little it was. */
export function wasInVain(edges: readonly Edge[], toMs: number): boolean {
  return offeredInVain(edges, toMs, 1) !== null;
}

/** All that was offered in one direction was dropped by conditions, and it was enough. */
export function passedNothing(way: Direction, fromMs: number, toMs: number): boolean {
  return offeredInVain([{ way, sinceMs: fromMs }], toMs) !== null;
}

/** How many datagrams were offered, all of which were dropped by conditions; null when it was not so, or too few. */
function offeredInVain(edges: readonly Edge[], toMs: number, enough = ENOUGH_OFFERED): number | null {
  let offered = 0;
  let dropped = 0;
  for (const { way, sinceMs } of edges) {
    const counted = countedDuring(way, sinceMs, toMs);
    if (!counted) return null;
    offered += counted.offered;
    dropped += sumOf(LUCK.map((reason) => counted.dropped.get(reason) ?? 0));
  }
  return offered < enough || dropped < offered ? null : offered;
}
