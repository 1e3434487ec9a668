/**
 * What a run shows while it goes. One view for terminals, one for logs, one that shows nothing.
 */

import type { Screen } from '../terminal/terminal.ts';
import { liveView } from './live.ts';
import { logView } from './log.ts';
import type { ProgressView } from './types.ts';

export const silentView: ProgressView = {
  begin: () => {},
  note: () => {},
  phase: () => {},
  step: () => {},
  spread: () => {},
  end: () => {},
};

export function viewFor(screen: Screen, quiet: boolean): ProgressView {
  if (quiet) return silentView;
  return screen.live === null ? logView(screen) : liveView(screen, screen.live);
}
