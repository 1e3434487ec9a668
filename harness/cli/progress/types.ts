/**
 * What a view of a run's progress can do.
 */

import type { RunProgress } from '../../scenario/run.ts';

export interface ProgressView extends RunProgress {
  /** The first line: what runs, where, and when it ends at the latest. */
  begin(line: string): void;
  /** A line that stays, in mid-run. */
  note(line: string): void;
  /** Takes away what is redrawn, so that the report can follow. */
  end(): void;
}

export type StartSpread = Parameters<RunProgress['spread']>[0];
