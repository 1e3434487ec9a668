/**
 * How many obligations are open while the steps are played, for onlookers. Counting is judging, and judging
 * holds up the harness: so it is done seldom, and no more once it would be felt in the run.
 */

const COUNT_EVERY_MS = 1000;
/** How much of the time may go into it. */
const COUNT_SHARE = 0.1;
/** The harness's timer counts as late from 50 ms on, which excuses peers. */
export const LONGEST_COUNT_MS = 20;

export class OwedCounter {
  private readonly count: () => number;
  private readonly now: () => number;
  private readonly longestMs: number;
  private owed: number | null = 0;
  private nextMs = -Infinity;

  /** `longestMs`: a count that takes longer is the last; Infinity where nobody feels how long it takes. */
  constructor(count: () => number, now: () => number, longestMs = LONGEST_COUNT_MS) {
    this.count = count;
    this.now = now;
    this.longestMs = longestMs;
  }

  /** As counted in the last second or a little more; null when counting takes too long. */
  look(): number | null {
    const beganMs = this.now();
    if (beganMs < this.nextMs) return this.owed;
    this.owed = this.count();
    const nowMs = this.now();
    const tookMs = nowMs - beganMs;
    this.nextMs = nowMs + Math.max(COUNT_EVERY_MS, tookMs / COUNT_SHARE);
    if (tookMs > this.longestMs) {
      this.owed = null;
      this.nextMs = Infinity;
    }
    return this.owed;
  }
}
