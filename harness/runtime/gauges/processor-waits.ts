/**
 * How long nodes waited for a processor while they could have run, and how long they ran: the kernel's own counts
 * (`/proc/PID/task/TID/schedstat`, nanoseconds, the first field and the second), of all threads of a node's program and of
 * the processes that it has started, for the work of many peers is done by others than the first thread. It is what tells a
 * slow peer from a starved one. Where the nodes run on another machine, or the kernel does not count, nothing is reported; the
 * canary is what is left then.
 *
 * Threads may wait for each other, one after the other, so their waits add up, to no more than the time in which that was.
 * Time for which a limit on a container's processor time holds it back is not in it; meshbed sets no such limit.
 */

import { realClock } from '../port/clock.ts';
import type { Gauge } from './gauges.ts';
import { readProcFile } from './proc-file.ts';
import { Threads } from './threads.ts';

/** A wait of less than this between two looks is everyday life. */
const WORTH_TELLING_MS = 50;

export interface WaitListener {
  waited(fromMs: number, toMs: number, lateMs: number): void;
  /** Since it was told last. */
  ran(ranMs: number): void;
}

interface Counts {
  ranMs: number;
  waitedMs: number;
}

export class WaitGauge implements Gauge {
  readonly #threads: Threads;
  readonly #listener: WaitListener;
  /** By thread; null before the first look. */
  #before: Map<string, Counts> | null = null;
  #seenAtMs = 0;

  constructor(pid: number, listener: WaitListener) {
    this.#threads = new Threads(pid);
    this.#listener = listener;
  }

  async look(): Promise<boolean> {
    const before = this.#before;
    const now = new Map<string, Counts>();
    let ranMs = 0;
    let waitedMs = 0;
    const isThere = this.#threads.each((thread, folder) => {
      const counts = countsIn(folder);
      if (counts === null) return;
      now.set(thread, counts);
      // One that has begun since then has counted since then.
      const then = before?.get(thread);
      ranMs += counts.ranMs - (then?.ranMs ?? 0);
      waitedMs += counts.waitedMs - (then?.waitedMs ?? 0);
    });
    if (!isThere || now.size === 0) return false;
    const seenAtMs = realClock.now();
    if (before !== null) {
      this.#listener.ran(ranMs);
      const lateMs = Math.min(waitedMs, seenAtMs - this.#seenAtMs);
      if (lateMs >= WORTH_TELLING_MS) this.#listener.waited(this.#seenAtMs, seenAtMs, lateMs);
    }
    this.#before = now;
    this.#seenAtMs = seenAtMs;
    return true;
  }
}

/** Null where a thread has ended, or the kernel does not count. */
function countsIn(folder: string): Counts | null {
  try {
    const [ranNs, waitedNs] = readProcFile(`${folder}/schedstat`).split(' ');
    const counts = { ranMs: Number(ranNs) / 1e6, waitedMs: Number(waitedNs) / 1e6 };
    return Number.isFinite(counts.ranMs + counts.waitedMs) ? counts : null;
  } catch {
    return null;
  }
}
