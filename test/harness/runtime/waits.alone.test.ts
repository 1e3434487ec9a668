import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { afterEach, describe, expect, test } from 'vitest';
import { WaitGauge } from '../../../harness/runtime/gauges/processor-waits.ts';
import { sleep } from '../../../harness/runtime/port/clock.ts';

/** More than there are processors. */
const MANY = availableParallelism() + 2;

const BUSY = 'for (;;);';
/** Its first thread does nothing but hold others that compute. */
const PROGRAMS = {
  threads: `
    const { Worker } = require('node:worker_threads');
    for (let i = 0; i < ${MANY}; i++) new Worker(${JSON.stringify(BUSY)}, { eval: true });`,
  children: `
    const { spawn } = require('node:child_process');
    for (let i = 0; i < ${MANY}; i++) spawn(process.execPath, ['-e', ${JSON.stringify(BUSY)}], { stdio: 'ignore' });
    setInterval(() => {}, 1000);`,
};

describe.runIf(process.platform === 'linux')('waiting for a processor', () => {
  let program: ChildProcess | null = null;

  afterEach(() => {
    if (program?.pid !== undefined) process.kill(-program.pid, 'SIGKILL');
    program = null;
  });

  test.each(Object.entries(PROGRAMS))('counts where it is %s of a program that wait', async (_, source) => {
    program = spawn(process.execPath, ['-e', source], { detached: true, stdio: 'ignore' });
    let ranMs = 0;
    const waits: { fromMs: number; toMs: number; lateMs: number }[] = [];
    const gauge = new WaitGauge(program.pid!, {
      ran: (ms) => {
        ranMs += ms;
      },
      waited: (fromMs, toMs, lateMs) => waits.push({ fromMs, toMs, lateMs }),
    });
    // The test's own time-out is the bound.
    while (waits.length < 3) {
      expect(await gauge.look()).toBe(true);
      await sleep(200);
    }
    expect(ranMs).toBeGreaterThan(0);
    for (const { fromMs, toMs, lateMs } of waits) expect(lateMs).toBeLessThanOrEqual(toMs - fromMs);
  });

  test('is zero for a program that has ended', async () => {
    program = spawn(process.execPath, ['-e', '0'], { detached: true, stdio: 'ignore' });
    const ended = new Promise((resolve) => program!.once('exit', resolve));
    const { pid } = program;
    await ended;
    program = null;
    const gauge = new WaitGauge(pid!, { ran: () => {}, waited: () => {} });
    expect(await gauge.look()).toBe(false);
  });
});
