/**
 * One direction of a link: `(conditions, random stream, now, bytes) → arrives at these times, or is dropped for this
 * reason`. The relay asks it about real datagrams and the simulator about virtual ones: one model, so one meaning
 * of `loss: 5%`.
 *
 * Invariants:
 * L1. Every datagram takes the same number of draws from the stream, whatever the conditions and its fate: so the same
 *     seed does the same to the n-th datagram, also after conditions were changed.
 * L2. A datagram that is dropped takes no place in the queue; one that is queued is never dropped later.
 * L3. Nothing arrives before it was sent.
 *
 * In this order: cut, mtu, loss, burst, queue; then latency, jitter, reorder, corrupt, duplicate.
 */

import { mix32, type Random } from '../core/random.ts';
import type { Conditions } from './conditions.ts';
import { departureAfterQueueMs } from './rate-queue.ts';

/** Those of a link, and those of its ends: a NAT binding, a gate of a routed network, a node that has moved to another address. */
export const DROP_REASONS = [
  ...(['cut', 'mtu', 'loss', 'burst', 'queue'] as const),
  ...(['nat', 'firewall', 'uplink', 'downlink', 'moved'] as const),
] as const;
export type DropReason = (typeof DROP_REASONS)[number];

/** What becomes of one datagram. One object serves a passage for all of them: read it before the next `offer`. */
export interface LinkOutcome {
  dropped: DropReason | null;
  arrivesAtMs: number;
  /** When a second copy arrives; NaN when there is none. */
  againAtMs: number;
  /** Which bit of the payload is flipped, counted from the first byte's lowest; -1 for none. */
  flippedBit: number;
}

/** Does to the bytes what a fate says. */
export function flipBit(bytes: Uint8Array, bit: number): void {
  bytes[bit >> 3]! ^= 1 << (bit & 7);
}

const U32 = 0x1_0000_0000;

const Draw = { LOSS: 0, BURST: 1, JITTER: 2, REORDER: 3, CORRUPT: 4, DUPLICATE: 5 } as const;
const DRAWS = 6;

export class LinkModel {
  conditions: Conditions;
  /** Closed by a step: `cut`, `partition`. */
  isCut = false;
  /** Of the chain of two states. */
  isInBurst = false;
  /** When the last queued datagram will have left. */
  freeAtMs = Number.NEGATIVE_INFINITY;
  readonly #random: Random;
  readonly #draws = new Uint32Array(DRAWS);
  readonly #outcome: LinkOutcome = { dropped: null, arrivesAtMs: 0, againAtMs: Number.NaN, flippedBit: -1 };

  constructor(conditions: Conditions, random: Random) {
    this.conditions = conditions;
    this.#random = random;
  }

  /** Decides the fate of a datagram of `bytes` bytes of UDP payload that enters at `nowMs`. */
  offer(nowMs: number, bytes: number): LinkOutcome {
    // L1: all draws first, and always all of them.
    const draws = this.#draws;
    this.#random.fill(draws);
    const lossDraw = draws[Draw.LOSS]!;
    const burstDraw = draws[Draw.BURST]!;
    const jitterDraw = draws[Draw.JITTER]!;
    const reorderDraw = draws[Draw.REORDER]!;
    const corruptDraw = draws[Draw.CORRUPT]!;
    const duplicateDraw = draws[Draw.DUPLICATE]!;
    const outcome = this.#outcome;
    outcome.againAtMs = Number.NaN;
    outcome.flippedBit = -1;
    outcome.dropped = this.#dropReason(bytes, lossDraw, burstDraw);
    if (outcome.dropped !== null) return outcome;
    const leavesAtMs = this.#leavesAtMs(nowMs, bytes);
    if (leavesAtMs === null) {
      outcome.dropped = 'queue';
      return outcome;
    }
    const { reorder, reorderByMs = 0, corrupt, duplicate } = this.conditions;
    outcome.arrivesAtMs = leavesAtMs + this.#delayMs(jitterDraw);
    if (reorder && reorderDraw < reorder * U32) outcome.arrivesAtMs += reorderByMs;
    if (corrupt && corruptDraw < corrupt * U32 && bytes > 0)
      outcome.flippedBit = mix32(corruptDraw) % (bytes * 8);
    if (duplicate && duplicateDraw < duplicate * U32) {
      outcome.againAtMs = leavesAtMs + this.#delayMs(mix32(duplicateDraw));
    }
    return outcome;
  }

  #dropReason(bytes: number, lossDraw: number, burstDraw: number): DropReason | null {
    const { mtuBytes, loss, burst } = this.conditions;
    const inBurst = burst !== undefined && this.#stepBurst(burstDraw);
    if (this.isCut) return 'cut';
    if (mtuBytes !== undefined && bytes > mtuBytes) return 'mtu';
    if (loss && lossDraw < loss * U32) return 'loss';
    if (inBurst && mix32(burstDraw) < burst.loss * U32) return 'burst';
    return null;
  }

  #stepBurst(draw: number): boolean {
    const { enter, leave } = this.conditions.burst!;
    if (this.isInBurst ? draw < leave * U32 : draw < enter * U32) this.isInBurst = !this.isInBurst;
    return this.isInBurst;
  }

  /** When the datagram has left at the link's rate; null when the queue has no room for it. */
  #leavesAtMs(nowMs: number, bytes: number): number | null {
    const { rateBps, queueBytes } = this.conditions;
    if (rateBps === undefined) return nowMs;
    const leaves = departureAfterQueueMs(this.freeAtMs, nowMs, bytes, rateBps, queueBytes);
    if (leaves !== null) this.freeAtMs = leaves;
    return leaves;
  }

  #delayMs(draw: number): number {
    const { latencyMs = 0, jitterMs = 0, jitterShape = 'uniform' } = this.conditions;
    if (jitterMs === 0) return latencyMs;
    return Math.max(0, latencyMs + jitterMs * JITTER[jitterShape](draw));
  }
}

/** Factors on `jitterMs`, from 32 random bits. Only arithmetic that every engine computes alike. */
const JITTER = {
  uniform: (draw: number): number => (2 * draw) / U32 - 1,
  normal,
  pareto,
} as const;

/**
 * The sum of twelve uniform numbers, less its mean, has variance 1 and is nearly normal (Irwin and Hall); halved, and cut
 * off at three standard deviations.
 */
function normal(draw: number): number {
  let sum = -6;
  let bits = draw;
  for (let i = 0; i < 12; i++) {
    bits = mix32(bits + 0x9e3779b9);
    sum += bits / U32;
  }
  return Math.min(3, Math.max(-3, sum)) / 2;
}

/** Pareto with shape 2, moved to begin at 0: more than x with chance 1 / (1 + 3x)², and at most 100. */
function pareto(draw: number): number {
  const share = (draw + 1) / U32;
  return Math.min(100, (1 / Math.sqrt(share) - 1) / 3);
}
