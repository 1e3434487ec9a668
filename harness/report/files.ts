/**
 * The files that a run leaves beside its journal, all made from the one result and the journal.
 */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { REPORT_FILES } from './file-names.ts';
import { resultJson } from './json.ts';
import { junitXml } from './junit.ts';
import { reportPage } from './page.ts';
import type { RunResult } from './result.ts';
import { summaryMarkdown } from './summary.ts';

/** Writes them into a directory that is there. `journal`: its text, or null where there is none to show. */
export async function writeReports(
  directory: string,
  result: RunResult,
  journal: string | null,
): Promise<void> {
  const write = (name: (typeof REPORT_FILES)[number], text: string) => writeFile(join(directory, name), text);
  await write('result.json', `${JSON.stringify(resultJson(result), null, 2)}\n`);
  await write('junit.xml', junitXml([result]));
  await write('summary.md', summaryMarkdown([result]));
  if (journal !== null) await write('report.html', await reportPage(result, journal));
}
