/**
 * What `run` and `up` have in common before there is a mesh: the first lines, and what Ctrl-C is answered with.
 */

import { toPrintableLine } from '../../report/printable.ts';
import type { Topology } from '../../topology/topology.ts';
import type { ProgressView } from '../progress/types.ts';
import type { Choice } from './choose-runtime.ts';

export const INTERRUPTED = 'interrupted: ending the nodes; Ctrl-C again leaves at once';

/** The line that says what is started, and under it what a reader must know of the runtime and of the file. */
export function announceRun(
  view: ProgressView,
  line: string,
  choice: Choice,
  { notes = [] }: Topology,
): void {
  view.begin(line);
  if (choice.note !== undefined) view.note(`  ${choice.note}`);
  for (const note of notes) view.note(`  ${toPrintableLine(note)}`);
}
