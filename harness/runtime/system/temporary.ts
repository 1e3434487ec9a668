/**
 * Folders of ours below the system's temporary one: the evidence of runs that named no other place, and what images are built
 * from. Each says whose it is, so that `meshbed clean` finds those of processes that were killed.
 */

import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { RESULT_FILE } from '../../report/file-names.ts';
import { isProcessAlive, processMark, processNamespace } from './proc.ts';

/** `run`: a run's evidence. `image`: what an image is built from. `files`: what the programs of a run are given. */
export type TemporaryKind = 'run' | 'image' | 'files';

const OURS = /^meshbed-(run|image|files)-\w{6}$/;
const OWNER_FILE = '.owner';
/** Evidence of runs that have come to their end, for people to look into. */
const KEPT_RUNS = 10;
/** Whether a process of another machine or container still lives cannot be known; none of ours takes so long. */
const STRANGERS_MS = 24 * 3_600_000;

interface Owner {
  mark: string | null;
  /** Where the mark means something. */
  where: string;
}

export async function makeTemporary(kind: TemporaryKind): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), `meshbed-${kind}-`));
  const owner: Owner = { mark: processMark(process.pid), where: here() };
  await writeFile(join(path, OWNER_FILE), JSON.stringify(owner));
  return path;
}

/** Removes what no living process owns, but for the evidence of the last runs; returns the paths. */
export async function removeAbandoned(): Promise<string[]> {
  const names = (await readdir(tmpdir())).filter((name) => OURS.test(name)).sort();
  const found = await Promise.all(names.map((name) => lookAt(join(tmpdir(), name))));
  const abandoned = found.filter((each) => each !== null).sort((a, b) => b.changedMs - a.changedMs);
  const kept = abandoned.filter(({ isEvidence }) => isEvidence).slice(0, KEPT_RUNS);
  const removed = abandoned.filter((each) => !kept.includes(each));
  const gone = await Promise.all(
    // Another user's is not ours to remove.
    removed.map(({ path }) =>
      rm(path, { recursive: true, force: true }).then(
        () => path,
        () => null,
      ),
    ),
  );
  return gone.filter((path) => path !== null);
}

interface Abandoned {
  path: string;
  changedMs: number;
  /** A run that came to its end, with its result. */
  isEvidence: boolean;
}

/** Null where its owner may still live, or where it is gone meanwhile. */
async function lookAt(path: string): Promise<Abandoned | null> {
  try {
    const changedMs = (await stat(path)).mtimeMs;
    if (await isOwned(path, changedMs)) return null;
    const isEvidence = await stat(join(path, RESULT_FILE)).then(
      () => true,
      () => false,
    );
    return { path, changedMs, isEvidence };
  } catch {
    return null;
  }
}

async function isOwned(path: string, changedMs: number): Promise<boolean> {
  const text = await readFile(join(path, OWNER_FILE), 'utf8').catch(() => '{}');
  const owner = JSON.parse(text) as Partial<Owner>;
  if (owner.where === here()) return typeof owner.mark === 'string' && isProcessAlive(owner.mark);
  return Date.now() - changedMs < STRANGERS_MS;
}

function here(): string {
  return `${hostname()} ${processNamespace()}`;
}
