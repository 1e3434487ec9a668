/**
 * Whether a program may have been killed by the kernel for want of memory: it was killed, and in its time some program was.
 */

import { killsForMemory } from '../gauges/memory-kills.ts';
import type { Exit } from '../port/port.ts';

const KILLED = 128 + 9;

/** Of one program: made when it starts. */
export class MemoryKills {
  readonly #before = killsForMemory();

  /** Engines tell a signal as a code. */
  explained(exit: Exit): Exit {
    const isKilled = exit.signal === 'SIGKILL' || exit.code === KILLED;
    return isKilled && killsForMemory() > this.#before ? { ...exit, maybeForMemory: true } : exit;
  }
}
