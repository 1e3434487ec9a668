/**
 * Which sequence numbers of one origin, in one boot, have been seen: exact, in bounded memory.
 *
 * `floor` is the number up to which everything counts as seen. Above it, one bit for each of the next
 * `capacity` numbers, in a ring. With nothing lost and nothing reordered the floor is all there is; the ring
 * starts as one word inside the object and grows only as far as the holes reach, up to `WINDOW_BITS`.
 *
 * Numbers are compared as RFC 1982 does, by their signed 32-bit difference, so the count may wrap.
 *
 * Invariants:
 * W1. A number is accepted at most once.
 * W2. A number is accepted the first time, if it is less than `WINDOW_BITS` behind the highest one. (But for
 *     one case: a peer that first hears of an origin just after its count wrapped takes the count to have begun at 1.)
 * W3. No more than `WINDOW_BITS` bits are ever held.
 * W4. `digestHigh` and `digestLow` depend on what counts as seen and on nothing else: not on the order in which it
 *     came, nor on what of it was given up. Before anything is seen they are 0.
 */

import type { BootMessages } from './boot-messages.ts';
import { mix32 } from './random.ts';
import { defineFields, Row, type RowArena } from './rows.ts';

export const WINDOW_BITS = 8_192;

export class SequenceWindow extends Row {
  declare readonly origin: number;
  declare readonly boot: number;
  /** Everything up to here is seen, or given up. */
  declare floor: number;
  /** Nothing after this has been seen. */
  declare highest: number;
  /** Numbers that were given up: they count as seen, and never were. */
  declare skipped: number;
  /** How many of them were reported as a gap. */
  declare reported: number;
  declare digestHigh: number;
  declare digestLow: number;
  declare private saltHigh: number;
  declare private saltLow: number;
  /** Bits set above the floor. */
  declare private pending: number;
  declare private capacity: number;
  /** The ring, as long as it is one word. */
  declare private word: number;

  static {
    defineFields(SequenceWindow.prototype, {
      ...{ origin: 'f64', boot: 'f64', floor: 'u32', highest: 'u32', skipped: 'u32', reported: 'u32' },
      ...{ digestHigh: 'i32', digestLow: 'i32', saltHigh: 'i32', saltLow: 'i32' },
      ...{ pending: 'i32', capacity: 'i32', word: 'i32' },
    });
  }

  /** The window of an earlier boot of the same origin: a list, newest boot first. */
  older: SequenceWindow | null;
  /** What the store has of this boot. */
  held: BootMessages | null = null;
  /** The ring, when it is longer. */
  #words: Uint32Array | null = null;

  /** Sequences start at 1 with each boot; a peer that joins late may still be sent the ones before `first`. */
  constructor(origin: number, boot: number, first: number, older: SequenceWindow | null, rows?: RowArena) {
    super(rows);
    this.origin = origin;
    this.boot = boot;
    this.older = older;
    this.capacity = 32;
    this.saltLow = mix32(mixed48(origin, 0x2545f491) + mixed48(boot, 0x5851f42d)) | 0;
    this.saltHigh = mix32(mixed48(origin, 0x14057b7e) + mixed48(boot, 0x369dea0f)) | 0;
    if (first > 0 && first <= WINDOW_BITS) return;
    this.highest = (first - WINDOW_BITS) >>> 0;
    this.#moveFloor(this.highest);
    this.skipped = this.floor;
  }

  isOf(origin: number, boot: number): boolean {
    return this.origin === origin && this.boot === boot;
  }

  /** Whether a number is seen or given up. */
  has(sequence: number): boolean {
    const ahead = (sequence - this.floor) | 0;
    return ahead <= 0 || (ahead <= this.capacity && this.#isSet(sequence));
  }

  /** Something has been seen that comes after something that has not. */
  get hasHoles(): boolean {
    return this.pending > 0;
  }

  /** True the first time a sequence number comes, and from then on false. */
  accept(sequence: number): boolean {
    const ahead = (sequence - this.floor) | 0;
    if (ahead <= 0) return false;
    if (ahead === 1 && this.pending === 0) {
      this.#moveFloor(sequence);
      return true;
    }
    if (ahead > this.capacity) this.#reach(ahead, sequence);
    if (this.#isSet(sequence)) return false;
    this.#set(sequence);
    this.#climb();
    if (((sequence - this.highest) | 0) > 0) this.highest = sequence;
    return true;
  }

  /** From now on everything from `first` to `last` counts as seen. Numbers beyond the window stay as they are. */
  giveUp(first: number, last: number): void {
    const passed = (last - this.floor) | 0;
    if (((first - this.floor) | 0) <= 1 && passed > 0) {
      this.#raiseTo(last, passed);
      return;
    }
    const end = Math.min(passed, WINDOW_BITS);
    for (let ahead = (first - this.floor) | 0, floor = this.floor; ahead <= end; ahead++)
      if (this.accept((floor + ahead) >>> 0)) this.skipped++;
  }

  /** Raises the floor over everything that is contiguous with it. */
  #climb(): void {
    let floor = this.floor;
    while (this.pending > 0) {
      const next = (floor + 1) >>> 0;
      if (!this.#isSet(next)) break;
      this.#clear(next);
      floor = next;
    }
    if (floor !== this.floor) this.#moveFloor(floor);
  }

  #moveFloor(floor: number): void {
    if (this.floor !== 0) this.#mark(~this.floor);
    if (floor !== 0) this.#mark(~floor);
    this.floor = floor;
    if (((floor - this.highest) | 0) > 0) this.highest = floor;
  }

  /** In or out of the digest: twice is not at all. A floor goes in as its complement, to differ from a bit. */
  #mark(number: number): void {
    this.digestLow ^= mix32(number ^ this.saltLow);
    this.digestHigh ^= mix32(number ^ this.saltHigh);
  }

  /** Makes room for a number that is `ahead` of the floor: by growing, then by giving up what is oldest. */
  #reach(ahead: number, sequence: number): void {
    if (ahead > WINDOW_BITS) this.#raiseTo((sequence - WINDOW_BITS) >>> 0, ahead - WINDOW_BITS);
    const wanted = (sequence - this.floor) | 0;
    if (wanted > this.capacity) this.#grow(wanted);
  }

  #raiseTo(floor: number, passed: number): void {
    let unseen = passed;
    for (let i = 1; i <= passed && i <= this.capacity && this.pending > 0; i++) {
      const number = (this.floor + i) >>> 0;
      if (!this.#isSet(number)) continue;
      this.#clear(number);
      unseen--;
    }
    this.skipped += unseen;
    this.#moveFloor(floor);
    this.#climb();
  }

  #grow(wanted: number): void {
    let capacity = this.capacity;
    while (capacity < wanted) capacity *= 2;
    const seen: number[] = [];
    for (let i = 1; i <= this.capacity && seen.length < this.pending; i++) {
      const number = (this.floor + i) >>> 0;
      if (this.#isSet(number)) seen.push(number);
    }
    this.capacity = capacity;
    this.#words = new Uint32Array(capacity / 32);
    for (const number of seen) this.#put(number);
  }

  #isSet(sequence: number): boolean {
    if (this.#words === null) return ((this.word >>> (sequence & 31)) & 1) === 1;
    const index = sequence & (this.capacity - 1);
    return ((this.#words[index >>> 5]! >>> (index & 31)) & 1) === 1;
  }

  #set(sequence: number): void {
    this.pending++;
    this.#mark(sequence);
    this.#put(sequence);
  }

  #put(sequence: number): void {
    if (this.#words === null) this.word |= 1 << (sequence & 31);
    else {
      const index = sequence & (this.capacity - 1);
      this.#words[index >>> 5]! |= 1 << (index & 31);
    }
  }

  #clear(sequence: number): void {
    this.pending--;
    this.#mark(sequence);
    if (this.#words === null) this.word &= ~(1 << (sequence & 31));
    else {
      const index = sequence & (this.capacity - 1);
      this.#words[index >>> 5]! &= ~(1 << (index & 31));
    }
  }
}

/** 48 bits as 32 well-spread ones. */
function mixed48(value: number, salt: number): number {
  return mix32((value >>> 0) ^ mix32(Math.floor(value / 0x1_0000_0000) ^ salt));
}
