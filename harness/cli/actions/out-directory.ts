/**
 * Where a run writes its evidence. With `--out DIR` it is DIR (DIR/<name> for each of several files). Without
 * it, a directory of its own under the system's temporary one, which stays only when there is something to look into:
 * nobody wants a heap of journals of runs that passed.
 */

import { mkdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EXIT, MeshbedError } from '../../common/errors.ts';
import { JOURNAL_FILE, REPORT_FILES, SCENARIO_FILE } from '../../report/file-names.ts';
import { makeTemporary } from '../../runtime/system/temporary.ts';

export interface OutDirectory {
  path: string;
  /** Made for this run only, and removed when it passed. */
  temporary: boolean;
}

const WRITTEN_BY_A_RUN = [
  JOURNAL_FILE,
  'environment.json',
  ...REPORT_FILES,
  SCENARIO_FILE,
  'capture.pcapng',
  'logs',
];

/** Makes the directory, without what an earlier run wrote there. Throws when it cannot be a directory. */
export async function openOutDirectory(asked: string | undefined): Promise<OutDirectory> {
  if (asked === undefined) return { path: await makeTemporary('run'), temporary: true };
  try {
    await makeDirectory(asked);
    if (await exists(join(asked, JOURNAL_FILE))) await removeFormerRun(asked);
    // The first thing that a run writes: what forbids it is to be said before anything starts.
    await makeDirectory(join(asked, 'logs'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const message = `--out ${asked} cannot be written: ${why}`;
    throw new MeshbedError(
      'OUT_NOT_WRITABLE',
      message,
      'Name a directory that can be written.',
      EXIT.badInput,
      error,
    );
  }
  return { path: asked, temporary: false };
}

export async function closeOutDirectory(out: OutDirectory, keep: boolean): Promise<void> {
  if (out.temporary && !keep) await rm(out.path, { recursive: true, force: true });
}

/** One directory a file, and within it one a cell of its matrix; two files of one name get a number. */
export function outPaths(
  asked: string | undefined,
  runs: readonly { file: string; cell: number | null }[],
): (string | undefined)[] {
  if (asked === undefined) return runs.map(() => undefined);
  const isFirst = (cell: number | null) => cell === null || cell === 1;
  const areSeveral = runs.filter(({ cell }) => isFirst(cell)).length > 1;
  const taken = new Map<string, number>();
  return runs.map(({ file, cell }) => {
    const name = basename(file).replace(/\.ya?ml$/, '');
    if (isFirst(cell)) taken.set(name, (taken.get(name) ?? 0) + 1);
    const n = taken.get(name) ?? 1;
    const ofFile = areSeveral ? join(asked, n === 1 ? name : `${name}-${n}`) : asked;
    return cell === null ? ofFile : join(ofFile, `cell-${cell}`);
  });
}

/** One directory a seed, where a topology is run with many. */
export function outDirectoryOfSeed(asked: string | undefined, seed: number): string | undefined {
  return asked === undefined ? undefined : join(asked, `seed-${seed}`);
}

/**
 * As `mkdir` with `recursive`, which in Node takes all processor and memory where a directory is there and takes no
 * children, as `/proc`.
 */
async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return;
    const parent = dirname(path);
    if (code !== 'ENOENT' || (await exists(parent))) throw error;
    await makeDirectory(parent);
    await mkdir(path);
  }
}

async function removeFormerRun(directory: string): Promise<void> {
  for (const name of WRITTEN_BY_A_RUN) await rm(join(directory, name), { recursive: true, force: true });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
