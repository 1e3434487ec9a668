/**
 * Kills a harness, for the tests that look at what it leaves.
 */

import { type SpawnOptions, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('./harness-process.ts', import.meta.url));

export interface Harness {
  run: string;
  pid: number;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
}

/**
 * Starts a harness as a process of its own; resolves when its nodes run, or, for `start`, while they start, or, for `any`, at
 * once. By default it is ours, with our environment.
 */
export async function startHarness(
  runtime: string,
  image: string,
  killedIn: 'run' | 'start' | 'any',
  { env = process.env, ...user }: Pick<SpawnOptions, 'uid' | 'gid' | 'env'> = {},
): Promise<Harness> {
  const run = `k${randomBytes(5).toString('hex')}`;
  const child = spawn(process.execPath, [program, runtime, run, image], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, KILLED_IN: killedIn },
    ...user,
  });
  let complaint = '';
  child.stderr.on('data', (text) => (complaint += text));
  const exited = once(child, 'exit');
  await Promise.race([
    killedIn === 'any' ? null : once(child.stdout, 'data'),
    exited.then(() => {
      throw new Error(`the harness ended early: ${complaint}`);
    }),
  ]);
  return {
    run,
    pid: child.pid!,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
