/**
 * How long nodes waited for a processor while they could have run, and how long they ran: the kernel's own counts for each
 * process (`/proc/PID/schedstat`, nanoseconds, the first field and the second). It is what tells a slow peer from a starved one. Where the nodes
 * run on another machine, or the kernel does not count, nothing is told; the canary is what is left then.
 *
 * It is the wait of the main thread, in a container as outside. Time for which a limit on a container's processor time
 * holds it back is not in it; meshbed sets no such limit.
 */

import { realClock } from './clock.ts';
import type { Gauge } from './looks.ts';
import { readProcFile } from './proc-file.ts';

/** A wait of less than this between two looks is everyday life. */
const WORTH_TELLING_MS = 50;

export interface WaitEars {
  waited(fromMs: number, toMs: number, lateMs: number): void;
  /** Since it was told last. */
  ran(ranMs: number): void;
}

interface Counts {
  ranMs: number;
  waitedMs: number;
}

export class WaitGauge implements Gauge {
  readonly #pid: number;
  readonly #ears: WaitEars;
  #before: Counts | null = null;
  #seenAtMs = 0;

  constructor(pid: number, ears: WaitEars) {
    this.#pid = pid;
    this.#ears = ears;
  }

  async look(): Promise<boolean> {
    const counts = countsOf(this.#pid);
    if (counts === null) return false;
    const seenAtMs = realClock.now();
    const before = this.#before ?? counts;
    const lateMs = counts.waitedMs - before.waitedMs;
    this.#ears.ran(counts.ranMs - before.ranMs);
    if (lateMs >= WORTH_TELLING_MS) this.#ears.waited(this.#seenAtMs, seenAtMs, lateMs);
    this.#before = counts;
    this.#seenAtMs = seenAtMs;
    return true;
  }
}

/** Since its start, of the main thread of a process; null where that is not known. */
function countsOf(pid: number): Counts | null {
  try {
    const [ranNs, waitedNs] = readProcFile(`/proc/${pid}/schedstat`).split(' ');
    const counts = { ranMs: Number(ranNs) / 1e6, waitedMs: Number(waitedNs) / 1e6 };
    return Number.isFinite(counts.ranMs + counts.waitedMs) ? counts : null;
  } catch {
    return null;
  }
}
