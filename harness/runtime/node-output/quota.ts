/**
 * How much a node may have to say. A program that writes without end must neither fill our memory nor take the processor
 * from the harness, whose lateness would then excuse others.
 */

/** Saved up by a node that says little: some forty thousand events at once. */
export const BURST_BYTES = 8 * 1024 * 1024;
/** And some ten thousand a second all the time. */
const BYTES_A_MS = 2 * 1024;
/** A line that is no event costs more: it is harder to recognise, and a flood of them is of short ones. */
export const NONSENSE_BYTES = 1024;

export class OutputQuota {
  #left = BURST_BYTES;
  #atMs = -Infinity;

  /** False once there is not so much left; from then on always. */
  spend(bytes: number, nowMs: number): boolean {
    if (this.#left < 0) return false;
    const earned = Math.max(0, nowMs - this.#atMs) * BYTES_A_MS;
    this.#left = Math.min(BURST_BYTES, this.#left + earned) - bytes;
    this.#atMs = nowMs;
    return this.#left >= 0;
  }
}
