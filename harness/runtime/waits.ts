/**
 * How long nodes waited for a processor while they could have run: the kernel's own count for each process
 * (`/proc/PID/schedstat`, second field, nanoseconds). It is what tells a slow peer from a starved one. Where the nodes
 * run on another machine, or the kernel does not count, nothing is told.
 */

import { readFile } from 'node:fs/promises';
import { realClock } from './clock.ts';
import type { NodeBoot, Sink } from './port.ts';

const LOOK_EVERY_MS = 500;
/** A wait of less than this in that time is everyday life. */
const WORTH_TELLING_MS = 50;

interface Watched {
  from: NodeBoot;
  pid: number;
  sink: Sink;
  waitedMs: number;
  seenAtMs: number;
}

export class Waits {
  readonly #watched = new Map<string, Watched>();
  #timer: NodeJS.Timeout | null = null;
  #looking = false;

  /** Watches a boot's process until it is gone, or another boot of the same node takes its place. */
  async watch(from: NodeBoot, pid: number, sink: Sink): Promise<void> {
    const waitedMs = await waitOf(pid);
    if (waitedMs === null) return;
    this.#watched.set(from.node, { from, pid, sink, waitedMs, seenAtMs: realClock.now() });
    this.#timer ??= setInterval(() => void this.#look(), LOOK_EVERY_MS);
    this.#timer.unref();
  }

  close(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#watched.clear();
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    await Promise.all([...this.#watched].map(([node, watched]) => this.#lookAt(node, watched)));
    this.#looking = false;
  }

  async #lookAt(node: string, watched: Watched): Promise<void> {
    const waitedMs = await waitOf(watched.pid);
    if (this.#watched.get(node) !== watched) return;
    if (waitedMs === null) {
      this.#watched.delete(node);
      return;
    }
    const { from, sink, seenAtMs } = watched;
    const lateMs = waitedMs - watched.waitedMs;
    watched.waitedMs = waitedMs;
    watched.seenAtMs = realClock.now();
    if (lateMs >= WORTH_TELLING_MS) sink.waited(from, seenAtMs, watched.seenAtMs, lateMs);
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
