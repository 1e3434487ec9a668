/**
 * A sweep for programs: one JSON object whose shape only grows, with every run.
 */

import { VERSION } from '../common/version.ts';
import type { RuntimeName } from '../runtime/port/port.ts';
import type { Axis } from '../topology/axes.ts';
import { sweepSummary } from './spread.ts';
import type { CellOutcome } from './sweep.ts';

export interface SweptFile {
  file: string;
  runtime: RuntimeName;
  seeds: readonly number[];
  axes: readonly Axis[];
  /** Whether Ctrl-C came before all runs were done. */
  interrupted: boolean;
}

export function sweepJson(swept: SweptFile, outcomes: readonly CellOutcome[]): Record<string, unknown> {
  const { file, runtime, seeds, axes, interrupted } = swept;
  return {
    version: 1,
    meshbed: VERSION,
    file,
    runtime,
    seeds,
    vary: axes,
    interrupted,
    cells: outcomes.map(({ settings, rows, refused }) => ({
      settings: Object.fromEntries(settings.map(({ path, value }) => [path, value])),
      ...sweepSummary(rows),
      runs: rows.map(({ measures, ...row }) => ({ ...row, ...measures })),
      refused: refused.map(({ seed, error }) => ({ seed, code: error.code, text: error.message })),
    })),
  };
}
