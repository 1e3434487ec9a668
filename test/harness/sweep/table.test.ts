/**
 * The table, the CSV and the lines that replay: what people and programs get of a sweep.
 */

import { describe, expect, it } from 'vitest';
import { sweepCsv } from '../../../harness/sweep/csv.ts';
import { replayCommands } from '../../../harness/sweep/replays.ts';
import { quartilesOf } from '../../../harness/sweep/spread.ts';
import { numberText, sweepTable } from '../../../harness/sweep/table.ts';
import { parseAxis } from '../../../harness/topology/axes.ts';
import { anOutcome, aRow } from './rows.ts';

const AXES = [parseAxis('links.loss=0%,30%'), parseAxis('nodes.count=10')];
const OUTCOMES = [
  anOutcome('links.loss=0% nodes.count=10', [aRow(7), aRow(8), aRow(9)]),
  anOutcome('links.loss=30% nodes.count=10', [
    aRow(7, { verdict: 'failed', deliveryPercent: 97.25, latencyMaxMs: 1234.5, copies: 2, detectionMs: 950 }),
    aRow(8, { latencyMaxMs: 70.25, detectionMs: 1100 }),
    aRow(9, { verdict: 'inconclusive', deliveryPercent: null, latencyMaxMs: 90 }),
  ]),
];

it('the spread is the median, the least and the most of what is known', () => {
  expect(quartilesOf([3, null, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
  expect(quartilesOf([4, 1, 2, 3])).toEqual({ median: 2.5, min: 1, max: 4 });
  expect(quartilesOf([null])).toBeNull();
});

it.each([
  ['copies', 0, '0'],
  ['copies', 3.256, '3.26'],
  ['latencyP50Ms', 12.34, '12.3'],
  ['latencyP50Ms', 99.97, '100'],
  ['latencyP50Ms', 340.4, '340'],
  ['deliveryPercent', 99.97, '99.97'],
  ['deliveryPercent', 50, '50'],
] as const)('%s of %d is shown as %s', (measure, value, text) => {
  expect(numberText(measure, value)).toBe(text);
});

describe('the table', () => {
  it('has medians, and under them the least and the most', () => {
    expect(`\n${sweepTable(AXES, OUTCOMES, { widthCharacters: 100 }).join('\n')}\n`).toBe(
      `
links.loss  nodes.count  p/f/i  delivery %  p50 ms  p99 ms     max ms  copies  detect ms
0%          10           3/0/0         100      30    60.5         70    3.25          –
                                       100      30    60.5         70    3.25
30%         10           1/1/1       98.63      30    60.5         90    3.25       1025
                                 97.25–100      30    60.5  70.3–1235  2–3.25   950–1100
`,
    );
  });

  it.each([80, 78, 60])('fits %d characters', (widthCharacters) => {
    const lines = sweepTable(AXES, OUTCOMES, { widthCharacters });
    for (const line of lines.filter((line) => !line.includes('='))) {
      expect(line.length).toBeLessThanOrEqual(Math.max(widthCharacters, 71));
    }
  });

  it('has shorter headers where it is narrow, and settings on lines of their own where it is narrower', () => {
    expect(sweepTable(AXES, OUTCOMES, { widthCharacters: 85 })[0]).toMatch(/^loss {2}count {2}p\/f\/i/);
    const lines = sweepTable(AXES, OUTCOMES, { widthCharacters: 75 });
    expect(lines[0]).toMatch(/^p\/f\/i {2}delivery %/);
    expect(lines[1]).toBe('links.loss=0%  nodes.count=10');
    expect(lines[2]).toMatch(/^3\/0\/0/);
    expect(lines[4]).toBe('links.loss=30%  nodes.count=10');
    expect(lines).toHaveLength(7);
  });

  it('has one line for a cell that was run once', () => {
    const once = [anOutcome('links.loss=0% nodes.count=10', [aRow(7)])];
    expect(sweepTable(AXES, once, { widthCharacters: 100 })).toHaveLength(2);
  });
});

it('the CSV has a line for each cell, with counts and spreads', () => {
  const lines = sweepCsv(AXES, OUTCOMES).split('\r\n');
  expect(lines[0]).toMatch(
    /^links\.loss,nodes\.count,runs,passed,failed,inconclusive,refused,deliveryPercent_median,/,
  );
  expect(lines[2]).toMatch(/^30%,10,3,1,1,1,0,98\.625,97\.25,100,30,30,30,/);
  expect(lines[3]).toBe('');
  const columns = lines[0]?.split(',').length;
  expect(lines.slice(0, 3).map((line) => line.split(',').length)).toEqual([columns, columns, columns]);
});

it('the CSV quotes what has commas and quotes', () => {
  const axes = [parseAxis('steps.0.from=[n1, "n2"]')];
  const outcome = { settings: [{ path: 'steps.0.from', value: '[n1, "n2"]' }], rows: [], refused: [] };
  expect(sweepCsv(axes, [outcome]).split('\r\n')[1]).toMatch(/^"\[n1, ""n2""\]",0,0,0,0,0,,,/);
});

describe('cells that did not pass', () => {
  const where = { file: 'my mesh.yaml', runtime: 'sim', program: 'meshbed' } as const;

  it('are named with their seeds and the line that replays the first', () => {
    expect(replayCommands(OUTCOMES, where)).toEqual({
      replays: [
        {
          text: 'links.loss=30% nodes.count=10: seed 7 failed; seed 9 inconclusive',
          command:
            "meshbed run 'my mesh.yaml' --set links.loss=30% --set nodes.count=10 --seed 7 --runtime sim",
        },
      ],
      more: 0,
    });
  });

  it('are at most a page of them', () => {
    const many = Array.from({ length: 23 }, (_, i) => anOutcome(`a=${i}`, [aRow(1, { verdict: 'failed' })]));
    const { replays, more } = replayCommands(many, where);
    expect([replays.length, more]).toEqual([20, 3]);
  });
});
