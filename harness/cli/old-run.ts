/**
 * An old run, named by its directory or by its journal.
 */

import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ReadJournal, readJournal } from '../journal/read.ts';

export interface OldRun {
  directory: string;
  journalPath: string;
  journal: ReadJournal;
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
  return {
    directory,
    journalPath,
    journal: await readJournal(journalPath),
    ...(file === undefined ? {} : { file }),
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
