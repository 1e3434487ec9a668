/**
 * What a run shows while it goes. One view for terminals, one for logs, one that shows nothing.
 */

import type { RunProgress } from '../../scenario/run.ts';
import type { Screen } from '../terminal.ts';
import { liveView } from './live.ts';
import { logView } from './log.ts';

export interface View extends RunProgress {
  /** The first line: what runs, where, and when it ends at the latest. */
  begin(line: string): void;
  /** A line that stays, in mid-run. */
  note(line: string): void;
  /** Takes away what is redrawn, so that the report can follow. */
  end(): void;
}

export const silentView: View = {
  begin: () => {},
  note: () => {},
  phase: () => {},
  step: () => {},
  spread: () => {},
  end: () => {},
};

export function viewFor(screen: Screen, quiet: boolean): View {
  if (quiet) return silentView;
  return screen.live === null ? logView(screen) : liveView(screen, screen.live);
}

export type Spread = Parameters<RunProgress['spread']>[0];
