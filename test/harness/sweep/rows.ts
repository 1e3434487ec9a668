/**
 * Rows of a sweep, made by hand.
 */

import type { SweepRow } from '../../../harness/sweep/measure.ts';
import type { CellOutcome } from '../../../harness/sweep/sweep.ts';
import type { Setting } from '../../../harness/topology/settings.ts';

export function aRow(seed: number, parts: Partial<SweepRow> & Partial<SweepRow['measures']> = {}): SweepRow {
  const { verdict = 'passed', ...measures } = parts;
  return {
    seed,
    verdict,
    measures: {
      deliveryPercent: 100,
      latencyP50Ms: 30,
      latencyP99Ms: 60.5,
      latencyMaxMs: 70,
      copies: 3.25,
      detectionMs: null,
      ...measures,
    },
  };
}

export function settingsOf(text: string): Setting[] {
  return text.split(' ').map((setting) => {
    const [path = '', value = ''] = setting.split('=');
    return { path, value };
  });
}

export function anOutcome(settings: string, rows: SweepRow[]): CellOutcome {
  return { settings: settingsOf(settings), rows, refused: [] };
}
