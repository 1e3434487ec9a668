/**
 * A real process and what it says, for tests of the command line.
 */

import { type ChildProcessByStdio, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { packageRoot } from '../../../harness/common/package-root.ts';
import type { Nobody } from '../../without-root.ts';

export interface Started {
  child: ChildProcessByStdio<Writable, Readable, Readable>;
  out(): string;
  err(): string;
  /** Until stdout or stderr hold the text; rejects when it ends before. */
  said(text: string): Promise<void>;
  code: Promise<number | null>;
}

/** In the package's folder; `home` is its temporary directory. */
export function startProgram(home: string, program: string, ...args: string[]): Started {
  return start({ env: { ...process.env, TMPDIR: home } }, program, args);
}

/** Its stdin is a pipe, which the caller may write to. */
function start(options: SpawnOptions, program: string, args: readonly string[]): Started {
  const child = spawn(program, args, { cwd: packageRoot(), ...options, stdio: ['pipe', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (data) => {
    out += data;
  });
  child.stderr.on('data', (data) => {
    err += data;
  });
  const code = new Promise<number | null>((resolve) => child.on('close', resolve));
  const ended = code.then((how) => {
    throw new Error(`it ended with ${how}:\n${err}${out}`);
  });
  ended.catch(() => {});
  return {
    child,
    code,
    out: () => out,
    err: () => err,
    async said(text) {
      const more = () => Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data'), ended]);
      while (!`${out}${err}`.includes(text)) await more();
    },
  };
}

export function startMeshbed(home: string, ...args: string[]): Started {
  return startProgram(home, process.execPath, 'harness/cli/main.ts', ...args);
}

/** As somebody who is not root. */
export function startMeshbedAs({ spawnOptions }: Nobody, ...args: string[]): Started {
  return start(spawnOptions, process.execPath, ['harness/cli/main.ts', ...args]);
}
