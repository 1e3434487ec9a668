/** What tests need that must go without root. */

import { spawnSync } from 'node:child_process';
import { chownSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { packageRoot } from '../harness/common/package-root.ts';

/** Of whom such tests are; where we are not root, ourselves. */
export const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** Becomes root in a user namespace, with a network namespace that belongs to it. */
export const IN_USER_NAMESPACE = ['unshare', '--user', '--map-root-user', '--net'];

/** Like `test`, for what needs user namespaces, and a repository that nobody in particular may read. */
export function testInUserNamespace(name: string, body: () => Promise<void>): void {
  const main = join(packageRoot(), 'node/main.ts');
  const [file = '', ...args] = [...IN_USER_NAMESPACE, process.execPath, main, 'within'];
  const { status, error, stderr } = spawnSync(file, args, { ...NOBODY, cwd: '/', encoding: 'utf8' });
  // Its usage: it came so far.
  if (status === 126) test(name, body);
  else test.skip(`${name}: skipped. ${error?.message ?? stderr.trim()}`, () => {});
}

export interface Nobody extends AsyncDisposable {
  /** A folder of theirs, for all that they write. */
  home: string;
  /** By which a program is started as theirs. */
  spawnOptions: { uid?: number; gid?: number; env: NodeJS.ProcessEnv };
}

export async function makeNobody(): Promise<Nobody> {
  const home = await mkdtemp(join(tmpdir(), 'meshbed-nobody-'));
  if (NOBODY.uid !== undefined) chownSync(home, NOBODY.uid, NOBODY.gid);
  const env = {
    ...process.env,
    HOME: home,
    TMPDIR: home,
    NODE_COMPILE_CACHE: undefined,
    XDG_CACHE_HOME: undefined,
  };
  return {
    home,
    spawnOptions: { ...NOBODY, env },
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }),
  };
}
