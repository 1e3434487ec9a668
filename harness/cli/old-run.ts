/**
 * An old run, named by its directory or by its journal.
 */

import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ReadJournal, readJournal } from '../journal/read.ts';
import type { RunResult } from '../report/result.ts';

export interface OldRun {
  directory: string;
  journalPath: string;
  journal: ReadJournal;
  /** What is in the capture beside the journal, where an earlier result says it: the journal does not. */
  captured?: RunResult['captured'];
  /** The topology file, where `environment.json` beside the journal names it. */
  file?: string;
}

/** @throws MeshbedError (exit code 2) when there is no journal that this version understands. */
export async function openOldRun(place: string): Promise<OldRun> {
  const isDirectory = await stat(place).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const journalPath = isDirectory ? join(place, 'journal.ndjson') : place;
  const directory = dirname(journalPath);
  const file = await fileOf(directory);
  const captured = await capturedIn(directory);
  return {
    directory,
    journalPath,
    journal: await readJournal(journalPath),
    ...(file === undefined ? {} : { file }),
    ...(captured === undefined ? {} : { captured }),
  };
}

async function fileOf(directory: string): Promise<string | undefined> {
  try {
    const { file } = JSON.parse(await readFile(join(directory, 'environment.json'), 'utf8'));
    return typeof file === 'string' ? file : undefined;
  } catch {
    return undefined;
  }
}

async function capturedIn(directory: string): Promise<RunResult['captured']> {
  try {
    const { captured } = JSON.parse(await readFile(join(directory, 'result.json'), 'utf8'));
    const { datagrams, missing } = captured;
    return Number.isSafeInteger(datagrams) && Number.isSafeInteger(missing)
      ? { datagrams, missing }
      : undefined;
  } catch {
    return undefined;
  }
}
