/**
 * An old run, named by its directory or by its journal.
 */

import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ReadJournal, readJournal } from '../../journal/read.ts';
import { JOURNAL_FILE } from '../../report/file-names.ts';
import type { RunResult } from '../../report/result.ts';

export interface OldRun {
  directory: string;
  journalPath: string;
  journal: ReadJournal;
  /** What is in the capture beside the journal, where an earlier result says it: the journal does not. */
  captured?: RunResult['captured'];
  /** The topology file and what was set in it, where `environment.json` beside the journal names them. */
  asked?: Pick<RunResult, 'file' | 'set'>;
}

/** @throws MeshbedError (exit code 2) when there is no journal that this version understands. */
export async function openRecordedRun(place: string): Promise<OldRun> {
  const isDirectory = await stat(place).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const journalPath = isDirectory ? join(place, JOURNAL_FILE) : place;
  const directory = dirname(journalPath);
  const asked = await askedIn(directory);
  const captured = await capturedIn(directory);
  return {
    directory,
    journalPath,
    journal: await readJournal(journalPath),
    asked,
    ...(captured === undefined ? {} : { captured }),
  };
}

async function askedIn(directory: string): Promise<Pick<RunResult, 'file' | 'set'>> {
  const { file, set } = await readBeside(directory, 'environment.json');
  const isSet = Array.isArray(set) && set.every((setting) => typeof setting === 'string');
  return { ...(typeof file === 'string' ? { file } : {}), ...(isSet ? { set } : {}) };
}

async function capturedIn(directory: string): Promise<RunResult['captured']> {
  const { captured } = await readBeside(directory, 'result.json');
  const { datagrams, missing } = (captured ?? {}) as Record<string, unknown>;
  const isWhole = Number.isSafeInteger(datagrams) && Number.isSafeInteger(missing);
  return isWhole ? { datagrams: datagrams as number, missing: missing as number } : undefined;
}

/** An object in a file that stands beside the journal, or does not: then it is empty. */
async function readBeside(directory: string, name: string): Promise<Record<string, unknown>> {
  try {
    return JSON.parse(await readFile(join(directory, name), 'utf8')) ?? {};
  } catch {
    return {};
  }
}
