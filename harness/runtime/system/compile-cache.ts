/**
 * Where Node keeps the compiled code of the programs that we start, and how it gets there.
 *
 * Node writes its compile cache when a process exits in order. Nodes are killed, so none of them ever does: a process of its
 * own compiles all of the bundled peer, relay and canary once (`main.ts warm`, as the image's build does), and a stamp
 * beside the cache says for which source that was done. Without it a node costs four times the processor time to `ready`.
 *
 * Node makes the code of a module for the cache when it compiles the module, before any of it runs. So functions that are
 * compiled when they are first called are not in it, however long the process that writes it has worked.
 */

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** Compiling takes about a second; whatever takes this long has hung. */
const HUNG_MS = 120_000;

/** Told to the bundled program: compile all of it into the compile cache, and print where that is. */
export const WARM_ARGUMENT = 'warm';

/** A cache belongs to one user. */
export function compileCache(): string {
  const caches = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  return process.env.NODE_COMPILE_CACHE ?? join(caches, 'meshbed', 'compiled');
}

const warmed = new Map<string, Promise<void>>();

/**
 * Resolves when the compile cache holds the bundled program, of which `main` is the first file. Where there can be no cache
 * (a home that cannot be written, `NODE_DISABLE_COMPILE_CACHE`), programs start without one, as slowly as they do then.
 * `by`: a program with its arguments that becomes Node, as another user.
 */
export function warmCompileCache(main: string, by: readonly string[] = []): Promise<void> {
  if (process.env.NODE_DISABLE_COMPILE_CACHE) return Promise.resolve();
  const cache = compileCache();
  const key = JSON.stringify([cache, main, ...by]);
  const warming = warmed.get(key) ?? warm(cache, main, by).catch(() => {});
  warmed.set(key, warming);
  return warming;
}

interface Stamp {
  source: string;
  /** Node's own folder below the cache, one for each version of Node and each user. */
  directory: string;
}

async function warm(cache: string, main: string, by: readonly string[]): Promise<void> {
  await mkdir(cache, { recursive: true });
  const path = join(cache, `warm-${hashOf([main, process.version, ...by]).slice(0, 16)}.json`);
  const source = await sourceHash(dirname(main));
  const stamp = await readStamp(path);
  if (stamp?.source === source && existsSync(stamp.directory)) return;
  const env = { ...process.env, NODE_COMPILE_CACHE: cache };
  const run = promisify(execFile);
  const [file = '', ...args] = [...by, process.execPath, main, WARM_ARGUMENT];
  const { stdout } = await run(file, args, { env, timeout: HUNG_MS });
  const directory = stdout.trim();
  if (directory === '') return;
  const written: Stamp = { source, directory };
  // Two runs may do this at once; neither may read half a stamp of the other's.
  await writeFile(`${path}.${process.pid}`, JSON.stringify(written));
  await rename(`${path}.${process.pid}`, path);
}

async function readStamp(path: string): Promise<Stamp | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Stamp;
  } catch {
    return null;
  }
}

/** Of all files below a folder: their paths and contents. */
async function sourceHash(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const parts = await Promise.all(paths.sort().map(async (path) => [path, await readFile(path, 'latin1')]));
  return hashOf(parts.flat());
}

function hashOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
