/**
 * What waits for its turn at a rate: a datagram leaves behind all that came before it, and finds no room where too much waits already.
 * A link has its own for each direction; an uplink or downlink has one for all that passes it. Pure.
 */
import { defaultQueueBytes } from './conditions.ts';

/** Words of `Conditions`. */
export interface RateLimit {
  /** Bits a second. */
  rateBps: number;
  /** How much may wait for its turn, in bytes; what does not fit is dropped. */
  queueBytes?: number;
}

/** When a datagram that comes at `nowMs` has left, if all before it has by `freeAtMs`; null when the queue has no room for it. */
export function departureAfterQueueMs(
  freeAtMs: number,
  nowMs: number,
  bytes: number,
  rateBps: number,
  queueBytes = defaultQueueBytes(rateBps),
): number | null {
  const waitMs = Math.max(0, freeAtMs - nowMs);
  if ((waitMs * rateBps) / 8000 + bytes > queueBytes) return null;
  return nowMs + waitMs + (bytes * 8000) / rateBps;
}

export class RateQueue {
  readonly rate: RateLimit;
  #freeAtMs = Number.NEGATIVE_INFINITY;

  constructor(rate: RateLimit) {
    this.rate = rate;
  }

  /** When it has left; null where it is dropped, and takes no place. */
  offer(nowMs: number, bytes: number): number | null {
    const { rateBps, queueBytes } = this.rate;
    const leaves = departureAfterQueueMs(this.#freeAtMs, nowMs, bytes, rateBps, queueBytes);
    if (leaves !== null) this.#freeAtMs = leaves;
    return leaves;
  }
}
