/**
 * Running the cells: in which order, on how many lanes, and what onlookers see.
 */

import { describe, expect, it } from 'vitest';
import { MeshbedError } from '../../../harness/common/errors.ts';
import type { SweepRow } from '../../../harness/sweep/measure.ts';
import { type Job, type Lane, type SweepOptions, sweep } from '../../../harness/sweep/sweep.ts';
import { aRow, settingsOf } from './rows.ts';

const CELLS = ['a=1', 'a=2', 'a=3'].map((text, i) => ({ settings: settingsOf(text), weight: 10 ** i }));

interface Told {
  job: Job;
  done: number;
  leftMs: number | null;
}

async function swept(options: Partial<SweepOptions> = {}) {
  const told: Told[] = [];
  const outcomes = await sweep({
    cells: CELLS,
    seeds: [7, 8],
    lanes: [async (_, seed) => aRow(seed)],
    signal: new AbortController().signal,
    now: () => 0,
    tell: (progress) => told.push(progress),
    ...options,
  });
  const seeds = outcomes.map(({ rows }) => rows.map(({ seed }) => seed));
  return { outcomes, told, seeds };
}

describe('a sweep', () => {
  it('runs every cell with every seed, all cells with the first one first', async () => {
    const { told, seeds } = await swept();
    expect(told.map(({ job: { cell, seed } }) => `${cell}:${seed}`)).toEqual([
      '0:7',
      '1:7',
      '2:7',
      '0:8',
      '1:8',
      '2:8',
    ]);
    expect(seeds).toEqual([
      [7, 8],
      [7, 8],
      [7, 8],
    ]);
  });

  it('gives the same whatever is done first, on however many lanes', async () => {
    // The first that is asked answers last.
    const waiting: { answer: () => void }[] = [];
    const slow: Lane = (settings, seed) =>
      new Promise<SweepRow>((resolve) => {
        const latencyP50Ms = seed + Number(settings[0]?.value);
        waiting.unshift({ answer: () => resolve(aRow(seed, { latencyP50Ms })) });
        if (waiting.length === 3) for (const { answer } of waiting.splice(0)) answer();
      });
    const quick: Lane = async (settings, seed) =>
      aRow(seed, { latencyP50Ms: seed + Number(settings[0]?.value) });
    const alone = await swept({ lanes: [quick] });
    expect((await swept({ lanes: [slow, slow, slow] })).outcomes).toEqual(alone.outcomes);
  });

  it('goes on when a run cannot be done, and says which', async () => {
    const refuse = new MeshbedError('TOO_LARGE', 'does not fit', 'Take fewer.', 2);
    const lane: Lane = async ([setting], seed) => {
      if (setting?.value === '2' && seed === 7) throw refuse;
      return aRow(seed);
    };
    const { outcomes, seeds } = await swept({ lanes: [lane] });
    expect(seeds).toEqual([[7, 8], [8], [7, 8]]);
    expect(outcomes[1]?.refused).toEqual([{ seed: 7, error: refuse }]);
  });

  it('does not hide a bug', async () => {
    await expect(swept({ lanes: [() => Promise.reject(new TypeError('a bug'))] })).rejects.toThrow('a bug');
  });

  it('ends when it is interrupted, with what was done by then', async () => {
    const controller = new AbortController();
    const lane: Lane = async (settings, seed) => {
      if (settings[0]?.value !== '3') return aRow(seed);
      controller.abort();
      return null;
    };
    expect((await swept({ lanes: [lane], signal: controller.signal })).seeds).toEqual([[7], [7], []]);
  });
});

describe('the time left', () => {
  it('is not known before something is; then it goes by weight, and by runs of the cell itself once there are any', async () => {
    let nowMs = 0;
    const lane: Lane = async ([setting], seed) => {
      nowMs += { 1: 10, 2: 100, 3: 4000 }[setting?.value as '1'];
      return aRow(seed);
    };
    const { told } = await swept({ lanes: [lane], now: () => nowMs });
    expect(told.map(({ leftMs }) => leftMs)).toEqual([
      null,
      100 + 1000 + 10 + 100 + 1000,
      1000 + 10 + 100 + 1000,
      10 + 100 + 4000,
      100 + 4000,
      4000,
    ]);
    expect(told.map(({ done }) => done)).toEqual([0, 1, 2, 3, 4, 5]);
  });
});
