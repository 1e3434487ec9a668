/**
 * Which messages a peer has seen: for each origin the windows of its last few boots.
 *
 * Invariants:
 * O1. A message (origin, boot, sequence) is accepted at most once in the life of this object. Forgetting would
 *     break that, so nothing is forgotten that could come again: when the table of origins is full, a new
 *     origin is refused instead of an old one evicted. Only holders of the mesh's key can fill it.
 * O2. At most `MAX_BOOTS` windows an origin. The oldest boot makes room for a newer one, and from then on
 *     whatever is older than the oldest that is held is refused.
 * O3. `summary` is equal where the same counts as seen, whatever the order in which it came.
 */
import { appendToList, EMPTY } from './lists.ts';
import type { RowArena } from './rows.ts';
import { SequenceWindow } from './window.ts';

export const MAX_BOOTS = 4;
const MAX_ORIGINS = 65_536;

/** What came of asking whether a message is new. */
export const Seen = { FRESH: 0, DUPLICATE: 1, OLD_BOOT: 2, TABLE_FULL: 3 } as const;
export type Seen = (typeof Seen)[keyof typeof Seen];

/** 64 bits that stand for all that counts as seen, as two signed numbers of 32; both 0 if a peer does not take part in catching up. */
export class OriginSummary {
  high = 0;
  low = 0;

  toggle(window: SequenceWindow): void {
    this.high ^= window.digestHigh;
    this.low ^= window.digestLow;
  }
}

/** So that having seen nothing differs from not taking part. */
const NOTHING_SEEN = { high: 0x6d657368, low: 0x62656421 };

export class Origins {
  /** What was found last: most of what comes is another copy of what has just come. */
  #found: SequenceWindow | null = null;
  readonly #newest = new Map<number, SequenceWindow>();
  readonly #maxOrigins: number;
  readonly #rows: RowArena | undefined;
  readonly summary = new OriginSummary();
  #windows: SequenceWindow[] = EMPTY;
  /** Where the last message that was accepted belongs. */
  window!: SequenceWindow;

  constructor(maxOrigins: number = MAX_ORIGINS, rows?: RowArena) {
    this.#maxOrigins = maxOrigins;
    this.#rows = rows;
    Object.assign(this.summary, NOTHING_SEEN);
  }

  /** All of them, in no order. */
  get windows(): readonly SequenceWindow[] {
    return this.#windows;
  }

  /** Asks and remembers in one: `FRESH` is answered once for each message. */
  accept(origin: number, boot: number, sequence: number): Seen {
    const window = this.find(origin, boot);
    if (window !== null) return this.#take(window, sequence) ? Seen.FRESH : Seen.DUPLICATE;
    const newest = this.#newest.get(origin);
    const refusal = this.#refusal(newest, boot);
    if (refusal !== null) return refusal;
    this.#take(this.#open(origin, newest, boot, sequence), sequence);
    return Seen.FRESH;
  }

  find(origin: number, boot: number): SequenceWindow | null {
    let window = this.#found;
    if (window !== null && window.origin === origin && window.boot === boot) return window;
    window = this.#newest.get(origin) ?? null;
    while (window !== null && window.boot > boot) window = window.older;
    if (window === null || window.boot !== boot) return null;
    this.#found = window;
    return window;
  }

  /** The window of a boot that a neighbour has seen up to `highest`; null if it is refused. */
  reveal(origin: number, boot: number, highest: number): SequenceWindow | null {
    const newest = this.#newest.get(origin);
    if (this.#refusal(newest, boot) !== null) return null;
    return this.#open(origin, newest, boot, highest);
  }

  giveUp(window: SequenceWindow, first: number, last: number): void {
    this.summary.toggle(window);
    window.giveUp(first, last);
    this.summary.toggle(window);
  }

  #take(window: SequenceWindow, sequence: number): boolean {
    this.window = window;
    if (window.has(sequence)) return false;
    this.summary.toggle(window);
    window.accept(sequence);
    this.summary.toggle(window);
    return true;
  }

  #refusal(newest: SequenceWindow | undefined, boot: number): Seen | null {
    if (newest === undefined) return this.#newest.size >= this.#maxOrigins ? Seen.TABLE_FULL : null;
    let newer = 0;
    for (let window: SequenceWindow | null = newest; window !== null && window.boot > boot; newer++)
      window = window.older;
    return newer >= MAX_BOOTS ? Seen.OLD_BOOT : null;
  }

  #open(origin: number, newest: SequenceWindow | undefined, boot: number, first: number): SequenceWindow {
    let newer: SequenceWindow | null = null;
    let older: SequenceWindow | null = newest ?? null;
    while (older !== null && older.boot > boot) {
      newer = older;
      older = older.older;
    }
    const window = new SequenceWindow(origin, boot, first, older, this.#rows);
    if (newer === null) this.#newest.set(origin, window);
    else newer.older = window;
    this.#windows = appendToList(this.#windows, window);
    this.summary.toggle(window);
    this.#trim(origin);
    return window;
  }

  #trim(origin: number): void {
    let window = this.#newest.get(origin);
    for (let i = 1; i < MAX_BOOTS && window; i++) window = window.older ?? undefined;
    if (!window?.older) return;
    const trimmed = window.older;
    window.older = null;
    if (this.#found === trimmed) this.#found = null;
    this.summary.toggle(trimmed);
    this.#windows.splice(this.#windows.indexOf(trimmed), 1);
  }
}
