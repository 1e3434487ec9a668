/**
 * What a peer remembers of catching up with one neighbour.
 */
import type { RowArena } from './rows.ts';
import { SequenceWindow } from './window.ts';

export class Exchange {
  /** When it was last sent RANGES because its summary differed. */
  advertisedAtMs = Number.NEGATIVE_INFINITY;
  /** When its RANGES were last answered by ours. */
  repliedAtMs = Number.NEGATIVE_INFINITY;
  /** Where in the list of windows the next RANGES begin. */
  cursor = 0;
  /** Messages asked of it that are still to come. */
  asked = 0;
  /** Many messages were asked of it together. */
  isBulk = false;
  /** Of the last PULL sent to it. */
  pullNumber = 0;
  #pulls: SequenceWindow | null = null;

  /** True once for each PULL of a boot: a recorded one is not served again. */
  acceptPull(boot: number, number: number, rows?: RowArena): boolean {
    if (this.#pulls?.boot !== boot) this.#pulls = new SequenceWindow(0, boot, number, null, rows);
    return this.#pulls.accept(number);
  }
}
