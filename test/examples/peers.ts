/**
 * The peers of examples/peers/, ready to run: where the interpreter is, and the C peer compiled. What a machine lacks is
 * said; where MESHBED_REQUIRE_ENGINE is set, it is a failure.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, test } from 'vitest';
import { packageRoot } from '../../harness/common/package-root.ts';

export const peersFolder = join(packageRoot(), 'examples', 'peers');
export const programsFolder = join(packageRoot(), 'examples', 'programs');

export interface ForeignPeer {
  name: string;
  /** Program and arguments. */
  command: string[];
}

/** Like `describe`, with the peers at hand; skipped, loudly or not, where one of them cannot be had. */
export function describePeers(name: string, body: (python: ForeignPeer, c: ForeignPeer) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'meshbed-peers-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  try {
    // What is on the path may be a wrapper that takes long to find the interpreter.
    const find = 'import sys; assert sys.version_info >= (3, 10); print(sys.executable, end="")';
    const python3 = execFileSync('python3', ['-c', find], { encoding: 'utf8' });
    const binary = join(folder, 'peer');
    compile(binary);
    const python = { name: 'Python', command: [python3, join(peersFolder, 'python', 'peer.py')] };
    describe(name, () => body(python, { name: 'C', command: [binary] }));
  } catch (error) {
    if (process.env.MESHBED_REQUIRE_ENGINE) throw error;
    test.skip(`${name}: skipped, since ${(error as Error).message.split('\n')[0]}`, () => {});
  }
}

/** Like `describe`, with the program of examples/programs/ compiled; skipped, loudly or not, where no compiler is. */
export function describeShout(name: string, body: (binary: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'meshbed-programs-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  try {
    const binary = join(folder, 'shout');
    compileShout(binary);
    describe(name, () => body(binary));
  } catch (error) {
    if (process.env.MESHBED_REQUIRE_ENGINE) throw error;
    test.skip(`${name}: skipped, since ${(error as Error).message.split('\n')[0]}`, () => {});
  }
}

/** As examples/peers/README.md says it. */
export function compile(to: string, ...more: string[]): void {
  execFileSync('cc', ['-std=c11', '-O2', ...more, '-o', to, join(peersFolder, 'c', 'peer.c')]);
}

/** As docs/programs.md says it. */
export function compileShout(to: string, ...more: string[]): void {
  execFileSync('cc', ['-std=c11', '-O2', ...more, '-o', to, join(programsFolder, 'shout.c')]);
}
