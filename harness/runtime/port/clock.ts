/**
 * The clock of the runtimes that run in real time: monotonic, in milliseconds, zero at the harness's start.
 */

import type { Clock } from './port.ts';

/** The longest wait that Node's timers take; longer ones are waited for in parts. */
const LONGEST_TIMER_MS = 2_000_000_000;

export const realClock: Clock = {
  isVirtual: false,
  now: () => performance.now(),
  async sleepUntil(atMs, signal) {
    for (let leftMs = atMs - performance.now(); leftMs > 0; leftMs = atMs - performance.now()) {
      if (signal?.aborted) return;
      await sleep(Math.min(leftMs, LONGEST_TIMER_MS), signal);
    }
  },
};

/** Resolves after that time, or as soon as `signal` aborts. */
export function sleep(forMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, forMs);
    signal?.addEventListener('abort', done, { once: true });
  });
}

/** Looks again, soon at first and then less often, until `done` or until the time is up; tells which. */
export async function waitUntilTrue(
  done: () => boolean | Promise<boolean>,
  withinMs: number,
): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  for (let pauseMs = 1; !(await done()); pauseMs = Math.min(pauseMs * 2, 50)) {
    if (performance.now() > deadline) return false;
    await sleep(pauseMs);
  }
  return true;
}
