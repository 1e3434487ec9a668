/**
 * The threads of a program: those of its first process, and of all processes that it has started (`/proc/PID/task`, and
 * `children` of each thread). In a container, where the first process is everybody's last parent, these are all; outside one,
 * what has left its parent is not found.
 */

import { readdirSync } from 'node:fs';
import { readProcFile } from './proc-file.ts';

/** Children come and go less often than they are looked at. */
const LOOKS_A_SEARCH = 4;

export class Threads {
  readonly #pid: number;
  #pids: readonly number[];
  #gauges = 0;

  constructor(pid: number) {
    this.#pid = pid;
    this.#pids = [pid];
  }

  /** Calls with the folder in `/proc` of each; false when the first process has ended. */
  each(look: (thread: string, folder: string) => void): boolean {
    if (this.#gauges++ % LOOKS_A_SEARCH === 0) this.#pids = withChildren(this.#pid);
    for (const pid of this.#pids) {
      const threads = threadsOf(pid);
      if (threads.length === 0 && pid === this.#pid) return false;
      for (const thread of threads) look(`${pid} ${thread}`, `/proc/${pid}/task/${thread}`);
    }
    return true;
  }
}

function withChildren(first: number): number[] {
  const pids = [first];
  // Grows while it is gone through: children have children.
  for (const pid of pids) {
    for (const thread of threadsOf(pid)) {
      for (const child of childrenOf(pid, thread)) if (!pids.includes(child)) pids.push(child);
    }
  }
  return pids;
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** None also where the kernel does not tell. */
function childrenOf(pid: number, thread: string): number[] {
  try {
    return readProcFile(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}
