import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { removeWhatNoLeaseOwns } from '../../../../harness/engine/clean.ts';
import { sleep } from '../../../../harness/runtime/port/clock.ts';
import { whyNoNamespaces } from '../../../../harness/runtime/process/namespaces.ts';
import {
  isProcessAlive,
  markedProcesses,
  OWNER_VARIABLE,
  processMark,
  RUN_VARIABLE,
} from '../../../../harness/runtime/system/proc.ts';
import { removeProcesses } from '../../../../harness/runtime/system/remove.ts';
import { startHarness } from '../killed.ts';

const of = (run: string) => markedProcesses().filter((found) => found.run === run);

/** The test's own time-out is the bound. */
async function allGone(run: string): Promise<void> {
  while (of(run).length > 0) await sleep(20);
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

/** Of every process of this machine that we may look at. */
function namespacesInUse(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(namespaceOf)
    .filter((name) => name !== '');
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

describe.runIf(whyNoNamespaces() === null)('a harness of a routed network that is killed', () => {
  test('leaves no node, no router, no program that holds the wires, and none of their namespaces', async () => {
    const harness = await startHarness('process-routed', '-', 'run');
    const there = of(harness.run);
    const namespaces = new Set(there.map(({ pid }) => namespaceOf(pid)));
    await harness.kill();
    await allGone(harness.run);
    expect(there).toHaveLength(9);
    // Of five nodes and the router; the other programs are in ours.
    expect(namespaces.size).toBe(7);
    expect(namespacesInUse().filter((each) => each !== OURS && namespaces.has(each))).toEqual([]);
  });

  test('at whatever moment: nothing is left after ten seconds', async () => {
    for (let i = 0; i < KILLS; i++) {
      const harness = await startHarness('process-routed', '-', 'any');
      const seen = new Set<string>();
      for (const untilMs = performance.now() + Math.random() * START_MS; performance.now() < untilMs; ) {
        await sleep(20);
        for (const { pid } of of(harness.run)) seen.add(namespaceOf(pid));
      }
      await harness.kill();
      const killedMs = performance.now();
      await allGone(harness.run);
      // What starts just now shows late.
      await sleep(500);
      await allGone(harness.run);
      expect(performance.now() - killedMs).toBeLessThan(10_000);
      expect(namespacesInUse().filter((each) => each !== OURS && seen.has(each))).toEqual([]);
    }
  });
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
