/**
 * Running the cells of a sweep: each with every seed, on one or several lanes at once. What comes out stands in the order
 * of cells and seeds, whatever was done first.
 *
 * All cells are run with the first seed before any is with the second: so a sweep that is interrupted has something of
 * every cell, and what is left can be estimated early.
 */

import { MeshbedError } from '../common/errors.ts';
import type { Setting } from '../topology/settings.ts';
import type { SweepRow } from './measure.ts';

export interface Cell {
  settings: readonly Setting[];
  /** How much there is to do, next to other cells: the number of nodes. */
  weight: number;
}

export interface Job {
  cell: number;
  seed: number;
}

/** Carries out one run at a time. Null: it was interrupted. Throws a MeshbedError where the run cannot be done. */
export type Lane = (settings: readonly Setting[], seed: number) => Promise<SweepRow | null>;

export interface CellOutcome {
  settings: readonly Setting[];
  /** Of the seeds that were run, in order. */
  rows: SweepRow[];
  /** Runs that could not be done, and why. */
  refused: { seed: number; error: MeshbedError }[];
}

export interface SweepOptions {
  cells: readonly Cell[];
  seeds: readonly number[];
  lanes: readonly Lane[];
  signal: AbortSignal;
  now(): number;
  /** Before each run. `leftMs` is null until something is known. */
  tell(progress: { job: Job; done: number; total: number; leftMs: number | null }): void;
}

export async function sweep(options: SweepOptions): Promise<CellOutcome[]> {
  const { cells, seeds, lanes, signal, now, tell } = options;
  const jobs = seeds.flatMap((seed) => cells.map((_, cell): Job => ({ cell, seed })));
  const outcomes = cells.map(({ settings }): CellOutcome => ({ settings, rows: [], refused: [] }));
  const estimate = new Estimate(cells);
  let next = 0;
  let done = 0;
  const work = async (lane: Lane) => {
    for (let job = jobs[next++]; job !== undefined && !signal.aborted; job = jobs[next++]) {
      tell({ job, done, total: jobs.length, leftMs: estimate.leftMs(jobs.slice(next - 1), lanes.length) });
      const beganMs = now();
      await carryOut(lane, job, outcomes[job.cell] as CellOutcome);
      estimate.took(job.cell, now() - beganMs);
      done++;
    }
  };
  await Promise.all(lanes.map(work));
  const order = new Map(seeds.map((seed, i) => [seed, i]));
  const place = ({ seed }: { seed: number }) => order.get(seed) ?? 0;
  for (const { rows, refused } of outcomes) {
    rows.sort((a, b) => place(a) - place(b));
    refused.sort((a, b) => place(a) - place(b));
  }
  return outcomes;
}

/** A run that cannot be done does not keep others from being done. */
async function carryOut(lane: Lane, { seed }: Job, { settings, rows, refused }: CellOutcome): Promise<void> {
  try {
    const row = await lane(settings, seed);
    if (row !== null) rows.push(row);
  } catch (error) {
    if (!(error instanceof MeshbedError)) throw error;
    refused.push({ seed, error });
  }
}

/** How long what is left will take: by the runs of the same cell, and by weight where it has none yet. */
class Estimate {
  readonly #cells: readonly Cell[];
  readonly #took: { runs: number; ms: number }[];

  constructor(cells: readonly Cell[]) {
    this.#cells = cells;
    this.#took = cells.map(() => ({ runs: 0, ms: 0 }));
  }

  took(cell: number, ms: number): void {
    const sum = this.#took[cell];
    if (sum === undefined) return;
    sum.runs++;
    sum.ms += ms;
  }

  leftMs(jobs: readonly Job[], lanes: number): number | null {
    let ms = 0;
    let weight = 0;
    for (const [i, { runs, ms: sum }] of this.#took.entries()) {
      ms += sum;
      weight += runs * this.#weight(i);
    }
    if (weight === 0) return null;
    const each = ms / weight;
    const left = jobs.reduce((sum, { cell }) => sum + this.#expectedMs(cell, each), 0);
    return left / lanes;
  }

  #expectedMs(cell: number, msByWeight: number): number {
    const { runs, ms } = this.#took[cell] ?? { runs: 0, ms: 0 };
    return runs > 0 ? ms / runs : msByWeight * this.#weight(cell);
  }

  #weight(cell: number): number {
    return Math.max(1, this.#cells[cell]?.weight ?? 1);
  }
}
