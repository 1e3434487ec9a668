/**
 * What a peer remembers of catching up with one neighbour.
 */
import { SequenceWindow } from './window.ts';

export class Exchange {
  /** When it was last told ranges because of a mismatch. */
  toldAtMs = Number.NEGATIVE_INFINITY;
  /** When its RANGES were last answered by ours. */
  repliedAtMs = Number.NEGATIVE_INFINITY;
  /** Where in the table of windows to go on telling. */
  cursor = 0;
  /** Messages asked of it that are still to come. */
  asked = 0;
  /** They are many. */
  isBulk = false;
  /** Of the last PULL sent to it. */
  pullNumber = 0;
  #pulls: SequenceWindow | null = null;

  /** True once for each PULL of a boot: a recorded one is not served again. */
  acceptPull(boot: number, number: number): boolean {
    if (this.#pulls?.boot !== boot) this.#pulls = new SequenceWindow(0, boot, number, null);
    return this.#pulls.accept(number);
  }
}
