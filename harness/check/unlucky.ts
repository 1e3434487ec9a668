/**
 * Bad luck: every datagram offered to a node on all its ways in was dropped by conditions, and there were enough
 * of them that no protocol can be blamed.
 */

import type { Direction } from './direction.ts';
import type { History } from './history.ts';
import { plural } from './say.ts';

/** Fewer than this and a protocol that sends once and hopes would always have an excuse. */
const ENOUGH_OFFERED = 4;

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
    const counts = countsDuring(way, fromMs, toMs);
    if (!counts) return null;
    offered += counts.offered;
    dropped += counts.dropped;
  }
  if (offered < ENOUGH_OFFERED || dropped < offered) return null;
  return `The conditions of the links dropped all of ${plural(offered, 'datagram')} sent to ${node} in that time, on all its ${plural(ways.length, 'link')}.`;
}

function countsDuring(
  way: Direction,
  fromMs: number,
  toMs: number,
): { offered: number; dropped: number } | null {
  const before = way.samples.findLast((sample) => sample.at <= fromMs);
  const after = way.samples.find((sample) => sample.at >= toMs) ?? way.samples.at(-1);
  if (!after || after.at < toMs) return null;
  const droppedAfter = sum(after.dropped);
  return {
    offered: after.offered - (before?.offered ?? 0),
    dropped: droppedAfter - (before ? sum(before.dropped) : 0),
  };
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
