import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { removeWhatNoLeaseOwns } from '../../../../harness/engine/clean.ts';
import { sleep } from '../../../../harness/runtime/port/clock.ts';
import { whyNoNamespaces } from '../../../../harness/runtime/process/namespaces.ts';
import { needsUserNamespace } from '../../../../harness/runtime/process/user-namespaces.ts';
import {
  isProcessAlive,
  markedProcesses,
  OWNER_VARIABLE,
  processMark,
  RUN_VARIABLE,
} from '../../../../harness/runtime/system/proc.ts';
import { removeProcesses } from '../../../../harness/runtime/system/remove.ts';
import { makeNobody, type Nobody, testInUserNamespace } from '../../../without-root.ts';
import { startHarness } from '../killed.ts';

const of = (run: string) => markedProcesses().filter((found) => found.run === run);

/** The test's own time-out is the bound. `others`: marks; one that ends has no name any more before it has no number. */
async function allGone(run: string, others: readonly string[] = []): Promise<void> {
  while (of(run).length > 0 || others.some(isProcessAlive)) await sleep(20);
}

/** `net:[4026532391]`; empty where the process has just ended. */
function namespaceOf(pid: number | string): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return '';
  }
}

const OURS = namespaceOf(process.pid);

/** The processes of this machine in a network namespace that the run made, whatever they are called. */
function withinNamespacesOf(run: string): string[] {
  const made = new Set(of(run).map(({ pid }) => namespaceOf(pid)));
  for (const known of ['', OURS]) made.delete(known);
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && made.has(namespaceOf(pid)))
    .flatMap((pid) => processMark(Number(pid)) ?? []);
}

async function sleeper(env: Record<string, string>) {
  const child = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1000)'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
    env: { ...process.env, ...env },
  });
  await once(child.stdout, 'data');
  return { pid: child.pid!, exited: once(child, 'exit') };
}

describe.runIf(process.platform === 'linux')('a harness that is killed leaves no process', () => {
  test('not a paused one, not one that ignores its stdin, no grandchild, no relay and no canary', async () => {
    const harness = await startHarness('process', '-', 'run');
    const there = of(harness.run).length;
    await harness.kill();
    await allGone(harness.run);
    expect(there).toBe(8);
  });

  test('also when it is killed while the nodes start', async () => {
    const harness = await startHarness('process', '-', 'start');
    await harness.kill();
    await allGone(harness.run);
  });
});

/** More than a few are for those who want to be sure. */
const KILLS = Number(process.env.MESHBED_KILLS ?? 3);
/** By then it is over. */
const START_MS = 3_000;

/** Whose the harness is. */
type User = AsyncDisposable & Partial<Pick<Nobody, 'spawnOptions'>>;

/** Within their namespaces are five nodes, what one of them has started, the router, and where that made them the holder. */
function testKilled(test: typeof testInUserNamespace, makeUser: () => Promise<User>, within: number): void {
  test('leaves no node, no router, no program that holds the wires, and nothing in their namespaces', async () => {
    await using user = await makeUser();
    const harness = await startHarness('process-routed', '-', 'run', user.spawnOptions);
    const there = of(harness.run);
    const others = withinNamespacesOf(harness.run);
    await harness.kill();
    await allGone(harness.run, others);
    expect(there).toHaveLength(9);
    expect(others).toHaveLength(within);
  });

  test('at whatever moment: nothing is left after ten seconds', async () => {
    await using user = await makeUser();
    for (let i = 0; i < KILLS; i++) {
      const harness = await startHarness('process-routed', '-', 'any', user.spawnOptions);
      await sleep(Math.random() * START_MS);
      const others = withinNamespacesOf(harness.run);
      await harness.kill();
      const killedMs = performance.now();
      await allGone(harness.run);
      // What starts just now shows late.
      await sleep(500);
      await allGone(harness.run, others);
      expect(performance.now() - killedMs).toBeLessThan(10_000);
    }
  });
}

describe.runIf(whyNoNamespaces() === null)('a harness of a routed network that is killed', () => {
  testKilled(test, async () => ({ [Symbol.asyncDispose]: async () => {} }), needsUserNamespace() ? 8 : 7);
});

describe('a harness of a routed network that is killed and is not root’s', () => {
  testKilled(testInUserNamespace, makeNobody, 8);
});

describe.runIf(process.platform === 'linux')('the owner of a pool that is killed leaves no process', () => {
  test('neither of a mesh nor of those that wait for one', async () => {
    const harness = await startHarness('process-pool', '-', 'run');
    const there = of(harness.run).length;
    await harness.kill();
    await allGone(harness.run);
    expect(there).toBe(8);
  });
});

describe.runIf(process.platform === 'linux')('removing processes', () => {
  test('clean removes those whose owner has ended, and no others', async () => {
    const owner = await sleeper({});
    const dead = processMark(owner.pid)!;
    process.kill(owner.pid, 'SIGKILL');
    await owner.exited;
    const orphan = await sleeper({ [RUN_VARIABLE]: 'corphan', [OWNER_VARIABLE]: dead });
    const owned = await sleeper({ [RUN_VARIABLE]: 'cowned', [OWNER_VARIABLE]: processMark(process.pid)! });

    const cleaned = await removeWhatNoLeaseOwns(null);

    expect(cleaned.processes).toContain('corphan');
    expect(cleaned.processes).not.toContain('cowned');
    await orphan.exited;
    expect(isProcessAlive(processMark(owned.pid)!)).toBe(true);
    process.kill(owned.pid, 'SIGKILL');
    await owned.exited;
  });

  test('a number that belongs to another process by now is not hit', async () => {
    const other = await sleeper({});
    const [pid, started] = processMark(other.pid)!.split(':');
    await removeProcesses('nobody', [`${pid}:${Number(started) - 1}`]);
    expect(processMark(other.pid)).toBe(`${pid}:${started}`);
    await removeProcesses('nobody', [`${pid}:${started}`]);
    await other.exited;
  });
});
