/**
 * The reports of a run that has just ended.
 */

import { join } from 'node:path';
import { MeshbedError } from '../../common/errors.ts';
import { JOURNAL_FILE } from '../../report/file-names.ts';
import { shellWord, toPrintableLine } from '../../report/printable.ts';
import type { RunResult } from '../../report/result.ts';
import type { ProgressView } from '../progress/types.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Services } from './services.ts';

/** The verdict stands also where a report cannot be made; `meshbed report` makes it later. */
export async function writeReportsOrSay(
  services: Services,
  terminal: Terminal,
  result: RunResult,
  path: string,
  view: ProgressView,
): Promise<void> {
  try {
    await services.writeReports(path, result, join(path, JOURNAL_FILE));
  } catch (error) {
    if (!(error instanceof MeshbedError)) throw error;
    view.note(`  ${toPrintableLine(error.message)} ${error.fix}`);
    view.note(`  then: ${terminal.program} report ${toPrintableLine(shellWord(path))}`);
  }
}
