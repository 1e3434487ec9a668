/**
 * What a sweep keeps of a run: its verdict, and the numbers that are compared.
 */

import type { Verdict } from '../check/explain/finding.ts';
import { countMetObligations } from '../report/check-figures.ts';
import type { RunResult } from '../report/result.ts';

/** In the order in which they are shown. Null where the run could not tell. */
export interface Measures {
  /** Of 100 deliveries that were owed, how many came in time. */
  deliveryPercent: number | null;
  latencyP50Ms: number | null;
  latencyP99Ms: number | null;
  latencyMaxMs: number | null;
  /** Copies of a message received for each delivery. */
  copies: number | null;
  /** The slowest detection of a death; only where `expect` asks for `keepalive`. */
  detectionMs: number | null;
}

export type Measure = keyof Measures;

export const MEASURES: readonly Measure[] = [
  'deliveryPercent',
  'latencyP50Ms',
  'latencyP99Ms',
  'latencyMaxMs',
  'copies',
  'detectionMs',
];

export interface SweepRow {
  seed: number;
  verdict: Verdict;
  measures: Measures;
}

export function sweepRow(result: RunResult): SweepRow {
  const { figures, checks } = result;
  const delivery = checks.find(({ check }) => check === 'delivery');
  const keepalive = checks.find(({ check }) => check === 'keepalive');
  const latency = (ms: number) => (figures.deliveries === 0 ? null : rounded(ms));
  return {
    seed: result.seed,
    verdict: result.verdict,
    measures: {
      deliveryPercent:
        delivery === undefined || delivery.obligations === 0
          ? null
          : rounded((100 * countMetObligations(delivery)) / delivery.obligations),
      latencyP50Ms: latency(figures.latencyP50Ms),
      latencyP99Ms: latency(figures.latencyP99Ms),
      latencyMaxMs: latency(figures.latencyMaxMs),
      copies: figures.copiesPerDelivery,
      detectionMs: keepalive?.figures['slowest detection ms'] ?? null,
    },
  };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
