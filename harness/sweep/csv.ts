/**
 * A sweep as CSV (RFC 4180): a line for each cell, with the median, the least and the most of each measure.
 */

import type { Axis } from '../topology/axes.ts';
import { MEASURES } from './measure.ts';
import { sweepSummary } from './spread.ts';
import type { CellOutcome } from './sweep.ts';

export function sweepCsv(axes: readonly Axis[], outcomes: readonly CellOutcome[]): string {
  const header = [
    ...axes.map(({ path }) => path),
    ...['runs', 'passed', 'failed', 'inconclusive', 'refused'],
    ...MEASURES.flatMap((measure) => [`${measure}_median`, `${measure}_min`, `${measure}_max`]),
  ];
  const lines = outcomes.map((outcome) => {
    const { verdicts, spread } = sweepSummary(outcome.rows);
    return [
      ...axes.map(({ path }) => valueAtAxis(outcome, path)),
      outcome.rows.length,
      verdicts.passed,
      verdicts.failed,
      verdicts.inconclusive,
      outcome.refused.length,
      ...MEASURES.flatMap((measure) => {
        const { median = '', min = '', max = '' } = spread[measure] ?? {};
        return [median, min, max];
      }),
    ];
  });
  return [header, ...lines].map((line) => `${line.map(field).join(',')}\r\n`).join('');
}

/** What the cell has at the path of an axis. */
function valueAtAxis({ settings }: CellOutcome, path: string): string {
  return settings.findLast((setting) => setting.path === path)?.value ?? '';
}

function field(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
