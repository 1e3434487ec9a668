/**
 * The round-trip time of one neighbour: RFC 6298's smoothed estimate, with one change. A sample of less than
 * half the estimate replaces it at once: the answers that a paused neighbour gives when it wakes are as old as
 * its pause was long, and must not slow the detection of its death for a dozen rounds afterwards.
 */
export class RoundTrip {
  /** Smoothed, in milliseconds; negative until the first sample. */
  smoothedMs = -1;
  variationMs = 0;

  sample(ms: number): void {
    if (this.smoothedMs < 0 || ms * 2 < this.smoothedMs) {
      this.smoothedMs = ms;
      this.variationMs = ms / 2;
      return;
    }
    this.variationMs = 0.75 * this.variationMs + 0.25 * Math.abs(this.smoothedMs - ms);
    this.smoothedMs = 0.875 * this.smoothedMs + 0.125 * ms;
  }

  /** How long an answer may reasonably take, within the bounds given. */
  timeoutMs(leastMs: number, mostMs: number): number {
    if (this.smoothedMs < 0) return mostMs;
    return Math.min(mostMs, Math.max(leastMs, this.smoothedMs + 4 * this.variationMs));
  }
}
