/**
 * What a link does to datagrams in one direction. Times in milliseconds, probabilities from 0 to 1. Whatever is
 * absent does nothing. These words are the topology file's; `LinkModel` gives them their meaning.
 */
export interface Conditions {
  /** How long every datagram is under way. */
  latencyMs?: number;
  /** How far the time under way spreads around `latencyMs`; never below 0 in all. */
  jitterMs?: number;
  /**
   * `uniform`: anywhere from -jitter to +jitter (the default). `normal`: jitter is two standard deviations, cut off at
   * three of them. `pareto`: never early, a long tail: late by more than x times jitter with chance 1 / (1 + 3x)²
   * (half of them by less than a seventh, one in a thousand by more than ten), and by no more than a hundred.
   */
  jitterShape?: 'uniform' | 'normal' | 'pareto';
  /** The chance that a datagram is lost, each for itself. */
  loss?: number;
  /** Losses in bursts, after Gilbert and Elliott; on top of `loss`. */
  burst?: Burst;
  /** The chance that a datagram arrives twice. The second one has a jitter of its own. */
  duplicate?: number;
  /** The chance that a datagram is held back by `reorderByMs`, so that later ones overtake it. */
  reorder?: number;
  reorderByMs?: number;
  /** The chance that one bit of a datagram is flipped. */
  corrupt?: number;
  /** Bits a second. */
  rateBps?: number;
  /** How much may wait for its turn at `rateBps`, in bytes; what does not fit is dropped. */
  queueBytes?: number;
  /** Datagrams with more payload than this are dropped. */
  mtuBytes?: number;
}

/** A chain of two states: in the good one nothing is lost, in the bad one `loss`. Drawn once a datagram. */
export interface Burst {
  /** The chance to go from good to bad. */
  enter: number;
  /** The chance to go from bad to good. */
  leave: number;
  loss: number;
}

/** What a queue holds when the file gives a `rate` and no `queue`: a tenth of a second, at least a few datagrams. */
export function defaultQueueBytes(rateBps: number): number {
  return Math.max(16_384, Math.round(rateBps / 80));
}

/** The shortest and the longest time that a datagram may be under way with these conditions. */
export function delayBoundsMs(conditions: Conditions | undefined): { minMs: number; maxMs: number } {
  if (!conditions) return { minMs: 0, maxMs: 0 };
  const { latencyMs = 0, jitterMs = 0, jitterShape = 'uniform' } = conditions;
  const spread = SPREAD[jitterShape];
  const heldMs = conditions.reorder ? (conditions.reorderByMs ?? 0) : 0;
  return {
    minMs: Math.max(0, latencyMs - spread.early * jitterMs),
    maxMs: latencyMs + spread.late * jitterMs + heldMs + queueingMs(conditions),
  };
}

/** How many times `jitterMs` a datagram may be early or late. */
const SPREAD = {
  uniform: { early: 1, late: 1 },
  normal: { early: 1.5, late: 1.5 },
  pareto: { early: 0, late: 100 },
} as const;

/** The longest that a datagram may wait for its turn and take to leave. */
export function queueingMs({ rateBps, queueBytes, mtuBytes = 1500 }: Conditions): number {
  if (rateBps === undefined) return 0;
  return (((queueBytes ?? defaultQueueBytes(rateBps)) + mtuBytes) * 8000) / rateBps;
}

/** True when nothing at all is done to datagrams: such a link needs no relay. */
export function areNeutral(conditions: Conditions | undefined): boolean {
  if (!conditions) return true;
  const { latencyMs, jitterMs, loss, burst, duplicate, reorder, corrupt, rateBps, mtuBytes } = conditions;
  return (
    !latencyMs && !jitterMs && !loss && !burst && !duplicate && !reorder && !corrupt && !rateBps && !mtuBytes
  );
}

/** True when what is offered may not arrive whole, although the direction is open. */
export function mayDropOrSpoil(conditions: Conditions | undefined): boolean {
  const { loss, burst, corrupt, rateBps, mtuBytes } = conditions ?? {};
  return Boolean((loss && loss < 1) || burst || corrupt || rateBps || mtuBytes);
}

/** True when no datagram passes: what the verdict calls a closed direction. */
export function dropsEverything(conditions: Conditions | undefined): boolean {
  return conditions?.loss === 1;
}
