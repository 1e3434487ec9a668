/**
 * The bounds that `latency` knows, as the file calls them, from the loosest to the strictest: such a share of the
 * deliveries takes at most so long.
 */

export const QUANTILES = [
  { key: 'p50', share: 0.5, words: 'Half of the deliveries take' },
  { key: 'p75', share: 0.75, words: '75 of 100 deliveries take' },
  { key: 'p90', share: 0.9, words: '90 of 100 deliveries take' },
  { key: 'p95', share: 0.95, words: '95 of 100 deliveries take' },
  { key: 'p99', share: 0.99, words: '99 of 100 deliveries take' },
  { key: 'p999', share: 0.999, words: '999 of 1,000 deliveries take' },
  { key: 'max', share: 1, words: 'Every delivery takes' },
] as const;

export type Quantile = (typeof QUANTILES)[number]['key'];

/** Milliseconds, as far as the file gives them: `p95Ms`. */
export type QuantileBounds = { [Q in Quantile as `${Q}Ms`]?: number };
