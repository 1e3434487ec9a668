/**
 * What a link does to datagrams in one direction. Times in milliseconds, probabilities from 0 to 1.
 */
export interface Conditions {
  latencyMs?: number;
  /** At most this much is added to or taken from the latency. */
  jitterMs?: number;
  loss?: number;
}

/** The shortest and the longest time that a datagram may take over a link with these conditions. */
export function delayBoundsMs(conditions: Conditions | undefined): { minMs: number; maxMs: number } {
  const latencyMs = conditions?.latencyMs ?? 0;
  const jitterMs = conditions?.jitterMs ?? 0;
  return { minMs: Math.max(0, latencyMs - jitterMs), maxMs: latencyMs + jitterMs };
}
