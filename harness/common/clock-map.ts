/**
 * A node's clock, mapped to the harness's: an interval that surely holds their difference.
 *
 * Invariants:
 * 1. Everything a node says happened after the harness caused it and before the harness heard of it; each such pair
 *    narrows the interval, and nothing else does.
 * 2. Clocks drift: what was learned grows less certain with time.
 * 3. When what is learned contradicts what was known, the node's clock was set; only the new counts.
 */

/** Two clocks of one kind differ by less than this much a millisecond: twice the usual bound for crystals. */
const DRIFT_MS_PER_MS = 0.0002;

export interface NodeClock {
  /** Returns by how much at least the clock must have been set; 0 where it need not have been. */
  learn(nodeMs: number, sentMs: number, receivedMs: number): number;
  toHarness(nodeMs: number): { atMs: number; errMs: number };
}

/** Where nodes read the harness's own clock. */
export const SAME_CLOCK: NodeClock = {
  learn: () => 0,
  toHarness: (nodeMs) => ({ atMs: nodeMs, errMs: 0 }),
};

export class ClockMap implements NodeClock {
  private leastMs = -Infinity;
  private mostMs = Infinity;
  private learnedAtMs = 0;

  /**
   * The node read `nodeMs` on its clock between `sentMs` and `receivedMs` on ours. `sentMs` is -Infinity when
   * nothing bounds it from below. Returns by how much at least the clock must have been set; 0 where it need not have been.
   */
  learn(nodeMs: number, sentMs: number, receivedMs: number): number {
    const elapsedMs = Math.max(0, receivedMs - this.learnedAtMs);
    const leastMs = Math.max(this.leastMs - elapsedMs * DRIFT_MS_PER_MS, sentMs - nodeMs);
    const mostMs = Math.min(this.mostMs + elapsedMs * DRIFT_MS_PER_MS, receivedMs - nodeMs);
    this.learnedAtMs = receivedMs;
    if (leastMs <= mostMs) {
      this.leastMs = leastMs;
      this.mostMs = mostMs;
      return 0;
    }
    this.leastMs = sentMs - nodeMs;
    this.mostMs = receivedMs - nodeMs;
    return leastMs - mostMs;
  }

  /** The moment on our clock at which the node's clock read `nodeMs`, and how far that may be off. */
  toHarness(nodeMs: number): { atMs: number; errMs: number } {
    if (this.leastMs === -Infinity || this.mostMs === Infinity) {
      throw new Error('a clock is read only after something was learned of it');
    }
    return {
      atMs: nodeMs + (this.leastMs + this.mostMs) / 2,
      errMs: (this.mostMs - this.leastMs) / 2,
    };
  }
}
