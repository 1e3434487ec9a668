/**
 * What has been seen of whom: for each origin the windows of its last few boots.
 *
 * Invariants:
 * O1. A message (origin, boot, sequence) is accepted at most once in the life of this object. Forgetting would
 *     break that, so nothing is forgotten that could come again: when the table of origins is full, a new
 *     origin is refused instead of an old one evicted. Only holders of the mesh's key can fill it.
 * O2. At most `MAX_BOOTS` windows an origin. The oldest boot makes room for a newer one, and from then on
 *     whatever is older than the oldest that is held is refused.
 */
import { SequenceWindow } from './window.ts';

export const MAX_BOOTS = 4;
const MAX_ORIGINS = 65_536;

/** What came of asking whether a message is new. */
export const Seen = { FRESH: 0, DUPLICATE: 1, OLD_BOOT: 2, TABLE_FULL: 3 } as const;
export type Seen = (typeof Seen)[keyof typeof Seen];

export class Origins {
  readonly #newest = new Map<number, SequenceWindow>();
  readonly #maxOrigins: number;

  constructor(maxOrigins: number = MAX_ORIGINS) {
    this.#maxOrigins = maxOrigins;
  }

  /** Asks and remembers in one: `FRESH` is answered once for each message. */
  accept(origin: number, boot: number, sequence: number): Seen {
    const newest = this.#newest.get(origin);
    if (newest !== undefined && newest.boot === boot)
      return newest.accept(sequence) ? Seen.FRESH : Seen.DUPLICATE;
    if (newest === undefined) {
      if (this.#newest.size >= this.#maxOrigins) return Seen.TABLE_FULL;
      return this.#open(origin, null, boot, sequence, null);
    }
    return this.#acceptOtherBoot(origin, newest, boot, sequence);
  }

  #acceptOtherBoot(origin: number, newest: SequenceWindow, boot: number, sequence: number): Seen {
    let newer: SequenceWindow | null = null;
    let window: SequenceWindow | null = newest;
    let held = 0;
    while (window !== null && window.boot > boot) {
      newer = window;
      window = window.older;
      held++;
    }
    if (window !== null && window.boot === boot) return window.accept(sequence) ? Seen.FRESH : Seen.DUPLICATE;
    if (held >= MAX_BOOTS) return Seen.OLD_BOOT;
    const seen = this.#open(origin, newer, boot, sequence, window);
    this.#trim(origin);
    return seen;
  }

  #open(
    origin: number,
    newer: SequenceWindow | null,
    boot: number,
    sequence: number,
    older: SequenceWindow | null,
  ): Seen {
    const window = new SequenceWindow(boot, sequence, older);
    window.accept(sequence);
    if (newer === null) this.#newest.set(origin, window);
    else newer.older = window;
    return Seen.FRESH;
  }

  #trim(origin: number): void {
    let window = this.#newest.get(origin);
    for (let i = 1; i < MAX_BOOTS && window; i++) window = window.older ?? undefined;
    if (window) window.older = null;
  }
}
