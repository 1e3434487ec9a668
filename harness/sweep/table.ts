/**
 * A sweep as a table for people: a line for each cell with medians, and under it the least and the most over the seeds.
 * It fits the width that it is given: first paths lose all but their last word, then the settings get a line of
 * their own.
 */

import { type Paint, plain } from '../report/paint.ts';
import { toPrintableLine } from '../report/printable.ts';
import type { Axis } from '../topology/axes.ts';
import { settingText } from '../topology/settings.ts';
import { MEASURES, type Measure } from './measure.ts';
import { type Quartiles, sweepSummary } from './spread.ts';
import type { CellOutcome } from './sweep.ts';

const HEADERS: Record<Measure, string> = {
  deliveryPercent: 'delivery %',
  latencyP50Ms: 'p50 ms',
  latencyP99Ms: 'p99 ms',
  latencyMaxMs: 'max ms',
  copies: 'copies',
  detectionMs: 'detect ms',
};

interface Block {
  settings: string[];
  medians: string[];
  /** Empty where there is only one run. */
  ranges: string[];
}

export interface TableOptions {
  widthCharacters: number;
  paint?: Paint;
}

/** Lines without a newline at their ends. */
export function sweepTable(
  axes: readonly Axis[],
  outcomes: readonly CellOutcome[],
  { widthCharacters, paint = plain }: TableOptions,
): string[] {
  const blocks = outcomes.map((outcome) => blockOf(outcome, axes));
  const paths = axes.map(({ path }) => path);
  const short = paths.map((path) => path.split('.').at(-1) ?? path);
  const measured = ['p/f/i', ...MEASURES.map((measure) => HEADERS[measure])];
  for (const names of new Set(short).size === short.length ? [paths, short] : [paths]) {
    const beside = linesOf([...names, ...measured], blocks.flatMap(besides), axes.length, paint);
    if (width(beside) <= widthCharacters) return beside.map(({ text }) => text);
  }
  const lines = linesOf(measured, blocks.flatMap(belows), 0, paint);
  const [head, ...rest] = lines;
  return [
    head?.text ?? '',
    ...outcomes.flatMap(({ settings }, i) => {
      const count = belows(blocks[i] as Block).length;
      const title = toPrintableLine(settings.map(settingText).join('  '));
      const from = blocks.slice(0, i).reduce((sum, block) => sum + belows(block).length, 0);
      return [paint('bold', title), ...rest.slice(from, from + count).map(({ text }) => text)];
    }),
  ];
}

/** Of what the table does not say by itself. */
export function tableLegend(seeds: number): string {
  const spread = seeds === 1 ? '' : `; the others: median, and below it least–most, over ${seeds} seeds`;
  return `p/f/i: runs that passed, failed, were inconclusive${spread}`;
}

const besides = ({ settings, medians, ranges }: Block): string[][] => {
  const nothing = settings.map(() => '');
  return [[...settings, ...medians], ...(ranges.length === 0 ? [] : [[...nothing, ...ranges]])];
};

const belows = ({ medians, ranges }: Block): string[][] => [
  medians,
  ...(ranges.length === 0 ? [] : [ranges]),
];

function blockOf({ rows, settings }: CellOutcome, axes: readonly Axis[]): Block {
  const { verdicts, spread } = sweepSummary(rows);
  const texts = (text: (measure: Measure, one: Quartiles) => string, nothing: string) =>
    MEASURES.map((measure) => {
      const one = spread[measure];
      return one === null ? nothing : text(measure, one);
    });
  return {
    settings: axes.map(({ path }) =>
      toPrintableLine(settings.findLast((one) => one.path === path)?.value ?? ''),
    ),
    medians: [
      `${verdicts.passed}/${verdicts.failed}/${verdicts.inconclusive}`,
      ...texts((measure, { median }) => numberText(measure, median), '–'),
    ],
    ranges: rows.length < 2 ? [] : ['', ...texts(rangeText, '')],
  };
}

function rangeText(measure: Measure, { min, max }: Quartiles): string {
  const [least, most] = [numberText(measure, min), numberText(measure, max)];
  return least === most ? least : `${least}–${most}`;
}

/** Three digits, as in `0.15`, `12.4`, `340`; of a share to a hundredth of a percent, since `99.97` is not 100. */
export function numberText(measure: Measure, value: number): string {
  const decimals = measure === 'deliveryPercent' || value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return String(Number(value.toFixed(decimals)));
}

/** Columns as wide as their widest text; the first `left` of them begin at the left, numbers end at the right. */
function linesOf(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  left: number,
  paint: Paint,
): { text: string; length: number }[] {
  const widths = header.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (texts: readonly string[]) =>
    texts
      .map((text, i) => (i < left ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  const isRange = (row: readonly string[]) => row[left] === '';
  return [
    ...[line(header)].map((text) => ({ text: paint('bold', text), length: text.length })),
    ...rows.map((row) => {
      const text = line(row);
      return { text: isRange(row) ? paint('dim', text) : text, length: text.length };
    }),
  ];
}

function width(lines: readonly { length: number }[]): number {
  return Math.max(...lines.map(({ length }) => length));
}
