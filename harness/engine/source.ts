/**
 * What the node image is built from: the `Dockerfile` and the folder `node/`, and a hash that names them.
 *
 * Only paths and contents count. Modes and times differ between a checkout and an installed package (npm
 * dates every file to 1985), and so would the image; they are made the same everywhere.
 */

import { createHash } from 'node:crypto';
import { chmod, cp, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';

import { packageRoot } from '../common/package-root.ts';
import { makeTemporary } from '../runtime/system/temporary.ts';

const PARTS = ['Dockerfile', 'node'];
const ANY_TIME = new Date('2000-01-01T00:00:00Z');

export interface ImageSource {
  /** Relative paths, in order. */
  files: string[];
  /** Names this source on this base, for the image's tag. */
  hash: string;
}

export async function readImageSource(base: string, root = packageRoot()): Promise<ImageSource> {
  const files = (await Promise.all(PARTS.map((part) => filesUnder(root, part)))).flat().sort();
  const hash = createHash('sha256').update(base);
  for (const file of files) {
    const content = await readFile(join(root, file));
    hash.update(`\0${file}\0${content.length}\0`).update(content);
  }
  return { files, hash: hash.digest('hex').slice(0, 16) };
}

/** The base that the Dockerfile itself names. */
export async function defaultBase(root = packageRoot()): Promise<string> {
  const text = await readFile(join(root, 'Dockerfile'), 'utf8');
  return /^ARG BASE=(\S+)/m.exec(text)?.[1] ?? 'node:26-slim';
}

/** Calls `use` with a folder that holds a copy of the source with equal modes and times. */
export async function withBuildContext<Result>(
  source: ImageSource,
  use: (folder: string) => Promise<Result>,
): Promise<Result> {
  const root = packageRoot();
  const folder = await makeTemporary('image');
  try {
    for (const part of PARTS) await cp(join(root, part), join(folder, part), { recursive: true });
    const folders = (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name));
    for (const path of folders) await chmod(path, 0o755);
    for (const file of source.files) {
      const path = join(folder, file);
      const executable = (await readFile(path)).subarray(0, 2).toString('latin1') === '#!';
      await chmod(path, executable ? 0o755 : 0o644);
      await utimes(path, ANY_TIME, ANY_TIME);
    }
    for (const path of folders) await utimes(path, ANY_TIME, ANY_TIME);
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function filesUnder(root: string, part: string): Promise<string[]> {
  if ((await stat(join(root, part))).isFile()) return [part];
  const entries = await readdir(join(root, part), { withFileTypes: true });
  const nested = entries.map(async (entry) => {
    const path = `${part}/${entry.name}`;
    return entry.isDirectory() ? filesUnder(root, path) : [path];
  });
  return (await Promise.all(nested)).flat();
}
