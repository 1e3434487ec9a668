/**
 * What `run` and `up` have in common before there is a mesh: the first lines, and what Ctrl-C is answered with.
 */

import { toPrintableLine } from '../../report/printable.ts';
import type { Topology } from '../../topology/topology.ts';
import type { ProgressView } from '../progress/types.ts';
import { type Choice, noteOnRuntime } from './choose-runtime.ts';

export const INTERRUPTED = 'interrupted: ending the nodes; Ctrl-C again leaves at once';

/** The line that says what is started, and under it what a reader must know of the runtime and of the file. */
export function announceRun(view: ProgressView, line: string, choice: Choice, topology: Topology): void {
  view.begin(line);
  const onRuntime = noteOnRuntime(choice, topology.network !== undefined);
  if (onRuntime !== null) view.note(`  ${onRuntime}`);
  for (const note of topology.notes ?? []) view.note(`  ${toPrintableLine(note)}`);
}
