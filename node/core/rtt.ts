/**
 * The round-trip time of one neighbour: RFC 6298's smoothed estimate, with one change. A sample of less than
 * half the estimate replaces it at once: the answers that a paused neighbour gives when it wakes are as old as
 * its pause was long, and must not slow the detection of its death for a dozen rounds afterwards.
 */
export interface RoundTrip {
  /** Smoothed, in milliseconds; negative until the first sample. */
  smoothedMs: number;
  variationMs: number;
}

export function addRoundTripSample(roundTrip: RoundTrip, ms: number): void {
  const { smoothedMs, variationMs } = roundTrip;
  if (smoothedMs < 0 || ms * 2 < smoothedMs) {
    roundTrip.smoothedMs = ms;
    roundTrip.variationMs = ms / 2;
    return;
  }
  roundTrip.variationMs = 0.75 * variationMs + 0.25 * Math.abs(smoothedMs - ms);
  roundTrip.smoothedMs = 0.875 * smoothedMs + 0.125 * ms;
}

/** How long an answer may reasonably take, within the bounds given. */
export function timeoutMs({ smoothedMs, variationMs }: RoundTrip, leastMs: number, mostMs: number): number {
  if (smoothedMs < 0) return mostMs;
  return Math.min(mostMs, Math.max(leastMs, smoothedMs + 4 * variationMs));
}
