/**
 * How long nodes waited for a processor while they could have run: the kernel's own count for each process
 * (`/proc/PID/schedstat`, second field, nanoseconds). It is what tells a slow peer from a starved one. Where the nodes
 * run on another machine, or the kernel does not count, nothing is told; the canary is what is left then.
 *
 * It is the wait of the main thread, in a container as outside. Time for which a limit on a container's processor time
 * holds it back is not in it; meshbed sets no such limit.
 */

import { readFile } from 'node:fs/promises';
import { realClock } from './clock.ts';
import type { Gauge } from './looks.ts';

/** A wait of less than this between two looks is everyday life. */
const WORTH_TELLING_MS = 50;

export class WaitGauge implements Gauge {
  readonly #pid: number;
  readonly #tell: (fromMs: number, toMs: number, lateMs: number) => void;
  #waitedMs: number | null = null;
  #seenAtMs = 0;

  constructor(pid: number, tell: (fromMs: number, toMs: number, lateMs: number) => void) {
    this.#pid = pid;
    this.#tell = tell;
  }

  async look(): Promise<boolean> {
    const waitedMs = await waitOf(this.#pid);
    if (waitedMs === null) return false;
    const seenAtMs = realClock.now();
    const lateMs = waitedMs - (this.#waitedMs ?? waitedMs);
    if (lateMs >= WORTH_TELLING_MS) this.#tell(this.#seenAtMs, seenAtMs, lateMs);
    this.#waitedMs = waitedMs;
    this.#seenAtMs = seenAtMs;
    return true;
  }
}

/** Milliseconds since its start that the main thread of a process has waited; null where that is not known. */
async function waitOf(pid: number): Promise<number | null> {
  try {
    const [, waitedNs] = (await readFile(`/proc/${pid}/schedstat`, 'latin1')).split(' ');
    const waitedMs = Number(waitedNs) / 1e6;
    return Number.isFinite(waitedMs) ? waitedMs : null;
  } catch {
    return null;
  }
}
