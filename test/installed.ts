/**
 * Packs this package and installs the packed file in an empty project.
 */

import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot as rootOf } from '../harness/common/package-root.ts';

const packageRoot = rootOf();

const exec = promisify(execFile);

export interface Project {
  path: string;
  /** The installed package's directory. */
  meshbed: string;
  /** The installed program. */
  bin: string;
  write(name: string, text: string): Promise<void>;
  remove(): Promise<void>;
}

/**
 * Builds the package on the way: `prepack` does. `by` npm is the true way; `links` takes the dependencies from the
 * repository, which is quick and needs no network.
 */
export async function installPackage(by: 'npm' | 'links'): Promise<Project> {
  const path = await mkdtemp(join(tmpdir(), 'meshbed-installed-'));
  const { stdout } = await exec('npm', ['pack', '--silent', '--pack-destination', path], {
    cwd: packageRoot,
  });
  const tarball = `./${stdout.trim().split('\n').at(-1)}`;
  await writeFile(join(path, 'package.json'), '{ "name": "empty", "private": true }\n');
  if (by === 'npm') await installByNpm(path, tarball);
  else await installByLinks(path, tarball);
  return {
    path,
    meshbed: join(path, 'node_modules', 'meshbed'),
    bin: join(path, 'node_modules', '.bin', 'meshbed'),
    write: (name, text) => writeFile(join(path, name), text),
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

const NO_NETWORK = /\b(ENOTCACHED|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT)\b/;

/** Where no registry answers, by links: the tests need no network once npm ci is done. */
async function installByNpm(path: string, tarball: string): Promise<void> {
  const quietly = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--fetch-retries=1'];
  try {
    await exec('npm', ['install', ...quietly, tarball], { cwd: path });
  } catch (error) {
    if (!NO_NETWORK.test((error as { stderr?: string }).stderr ?? '')) throw error;
    await rm(join(path, 'node_modules'), { recursive: true, force: true });
    await installByLinks(path, tarball);
  }
}

/** The dependencies of the package, and no others, so that what is imported must have been declared. */
async function installByLinks(path: string, tarball: string): Promise<void> {
  const modules = join(path, 'node_modules');
  await mkdir(join(modules, 'meshbed'), { recursive: true });
  await mkdir(join(modules, '.bin'));
  await exec('tar', ['-xzf', join(path, tarball), '--strip-components=1', '-C', join(modules, 'meshbed')]);
  await symlink('../meshbed/dist/harness/cli/main.js', join(modules, '.bin', 'meshbed'));
  await exec('chmod', ['+x', join(modules, 'meshbed/dist/harness/cli/main.js')]);
  const lock: Record<string, { dev?: boolean }> = JSON.parse(
    readFileSync(join(packageRoot, 'package-lock.json'), 'utf8'),
  ).packages;
  for (const [place, { dev }] of Object.entries(lock)) {
    const isTop = /^node_modules\/(@[^/]+\/)?[^/]+$/.test(place);
    if (!isTop || dev === true || place.startsWith('node_modules/node-') || place.endsWith('pinned-node'))
      continue;
    if (!existsSync(join(packageRoot, place))) continue;
    await mkdir(dirname(join(path, place)), { recursive: true });
    await symlink(join(packageRoot, place), join(path, place));
  }
}
