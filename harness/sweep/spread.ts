/**
 * How a measure is spread over the seeds of a cell: the median, the least and the most. Not mean and deviation: few
 * seeds, and latencies, are far from a bell curve, and the worst seed is what one looks for.
 */

import type { Verdict } from '../check/explain/finding.ts';
import { MEASURES, type Measure, type SweepRow } from './measure.ts';

export interface Quartiles {
  median: number;
  min: number;
  max: number;
}

export interface SweepSummary {
  verdicts: Record<Verdict, number>;
  /** Null where no run could tell. */
  spread: Record<Measure, Quartiles | null>;
}

export function sweepSummary(rows: readonly SweepRow[]): SweepSummary {
  const verdicts = { passed: 0, failed: 0, inconclusive: 0 };
  for (const { verdict } of rows) verdicts[verdict]++;
  const spread = Object.fromEntries(
    MEASURES.map((measure) => [measure, quartilesOf(rows.map(({ measures }) => measures[measure]))]),
  ) as SweepSummary['spread'];
  return { verdicts, spread };
}

/** Of an even number the median is half-way between the two in the middle. */
export function quartilesOf(values: readonly (number | null)[]): Quartiles | null {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (min === undefined || max === undefined) return null;
  const upper = sorted[Math.floor(sorted.length / 2)] as number;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] as number;
  return { median: Math.round(500 * (lower + upper)) / 1000, min, max };
}
