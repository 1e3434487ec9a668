/**
 * What a run shows while it goes. One view for terminals, one for logs, one that shows nothing.
 */

import type { Screen } from '../terminal/terminal.ts';
import { redrawnProgressView } from './live.ts';
import { linewiseProgressView } from './log.ts';
import type { ProgressView } from './types.ts';

export const silentView: ProgressView = {
  begin: () => {},
  note: () => {},
  phase: () => {},
  step: () => {},
  spread: () => {},
  end: () => {},
};

export function progressViewFor(screen: Screen, quiet: boolean): ProgressView {
  if (quiet) return silentView;
  return screen.live === null ? linewiseProgressView(screen) : redrawnProgressView(screen, screen.live);
}
