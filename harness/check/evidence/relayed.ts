/**
 * What the relays counted for one direction of a link between two moments: from the last sample before to the first
 * after, so perhaps a little more than the time itself.
 */

import { DROP_REASONS } from '../../../node/link/link-model.ts';
import type { DirectionHistory } from './direction.ts';

/** A gone NAT binding is no bad luck, nor what a firewall keeps out: holding them open is the peer's own task. */
const LUCK = ['loss', 'burst', 'queue', 'mtu', 'uplink', 'downlink'];

/** See `Relayed` in the runtime port. */
const LOST_BY_RELAY = 'relay';

export interface Counted {
  offered: number;
  /** By reason; what the conditions did, and nothing that the relay lost by itself. */
  dropped: Map<string, number>;
  /** Lost by the relay itself: overload. */
  lostByRelay: number;
  /** The journal's line of the last sample. */
  line: number;
}

/** Null when no relay carries the direction, or when the samples do not reach far enough. */
export function relayCountsDuring(direction: DirectionHistory, fromMs: number, toMs: number): Counted | null {
  const { samples } = direction;
  const before = samples.findLast((sample) => sample.at <= fromMs);
  // A relay tells only what has changed, so the last sample still holds after it.
  const after = samples.find((sample) => sample.at >= toMs) ?? samples.at(-1);
  if (!after) return null;
  const dropped = new Map<string, number>();
  let lostByRelay = 0;
  for (const [reason, count] of Object.entries(after.dropped)) {
    const more = count - (before?.dropped[reason] ?? 0);
    if (more <= 0) continue;
    if ((DROP_REASONS as readonly string[]).includes(reason)) dropped.set(reason, more);
    else if (reason === LOST_BY_RELAY) lostByRelay += more;
  }
  return { offered: after.offered - (before?.offered ?? 0), dropped, lostByRelay, line: after.line };
}

export function sumOf(counts: Iterable<number>): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}

/** So many that no program can be blamed for. */
export function countDroppedByConditions({ dropped }: Counted): number {
  return sumOf(LUCK.map((reason) => dropped.get(reason) ?? 0));
}
