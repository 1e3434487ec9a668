/**
 * What is to happen, in order of its time, and in order of scheduling where times are equal. Time is an integer count
 * of microseconds.
 *
 * A wheel of wheels: the first has a slot for each microsecond of the current millisecond or so (1,024 µs), the next one
 * for each such span, and so on. What lies beyond the current span of one wheel waits in the next, and is dealt out when its
 * span begins; always before anything else can be scheduled into that span, so each slot's list is in order of scheduling.
 * Scheduling and taking cost the same however much is waiting.
 *
 * An entry is a number, and has room for two numbers that say what it stands for. All of it is in one place, so that it is
 * fetched from memory at once. Entries are used again.
 *
 * What waits for the same slot is in the same blocks of entries, one after the other: so dealing a slot out walks through
 * memory in order, where entries wherever there is room would be fetched from all over it.
 *
 * Invariants:
 * T1. `take` never returns what is due later before what is due earlier.
 * T2. Of equal times, what was scheduled first is taken first.
 */
import { larger } from './larger.ts';

const SLOT_BITS = 10;
const SLOTS = 1 << SLOT_BITS;
/** 2^50 µs are 35 years. */
const LEVELS = 5;
const WORDS = SLOTS / 32;
const NONE = -1;
const FIRST_CAPACITY = 1_024;

/** An entry, in words of 32 bits, besides its time. */
const ENTRY_BITS = 2;
const Word = { NEXT: 0, FIRST: 1, SECOND: 2 } as const;

const BLOCK_BITS = 4;
const BLOCK = 1 << BLOCK_BITS;

/** How long a span of each level is: of one slot at the level above. */
const SPAN_US = Array.from({ length: LEVELS }, (_, level) => 2 ** (SLOT_BITS * (level + 1)));

export class Wheel {
  /** The first and last entry of each slot's list, level after level. */
  readonly #heads = new Int32Array(LEVELS * SLOTS).fill(NONE);
  readonly #tails = new Int32Array(LEVELS * SLOTS).fill(NONE);
  /** One bit for each slot that is not empty. */
  readonly #filled = new Int32Array(LEVELS * WORDS);
  /** Where the current span of each level begins. */
  readonly #begins = new Float64Array(LEVELS);
  #words = new Int32Array(FIRST_CAPACITY << ENTRY_BITS);
  #duesUs = new Float64Array(FIRST_CAPACITY);
  /** The entry that is next in the block of each slot; where it would begin another block, the block is full. */
  readonly #filling = new Int32Array(LEVELS * SLOTS);
  /** Of each block: how many of its entries are waiting, and one more as long as it is filled. */
  #held = new Int32Array(FIRST_CAPACITY >> BLOCK_BITS);
  /** Blocks that are empty. */
  readonly #spare: number[] = [];
  /** Blocks from here on were never used. */
  #unused = 0;
  /** How many are waiting. */
  size = 0;

  /** Entries are less than this. */
  get capacity(): number {
    return this.#duesUs.length;
  }

  /** The entry that will be taken at `dueUs`, which must be no earlier than any limit that `take` was given. */
  schedule(dueUs: number, first = 0, second = 0): number {
    const place = this.#placeOf(dueUs);
    const entry = this.#allocate(place);
    const at = entry << ENTRY_BITS;
    this.#duesUs[entry] = dueUs;
    this.#words[at + Word.FIRST] = first;
    this.#words[at + Word.SECOND] = second;
    this.#append(entry, place);
    this.size++;
    return entry;
  }

  // Of an entry: valid until it is scheduled again.

  dueUs(entry: number): number {
    return this.#duesUs[entry]!;
  }

  first(entry: number): number {
    return this.#words[(entry << ENTRY_BITS) + Word.FIRST]!;
  }

  second(entry: number): number {
    return this.#words[(entry << ENTRY_BITS) + Word.SECOND]!;
  }

  #next(entry: number): number {
    return this.#words[(entry << ENTRY_BITS) + Word.NEXT]!;
  }

  #setNext(entry: number, next: number): void {
    this.#words[(entry << ENTRY_BITS) + Word.NEXT] = next;
  }

  /** The entry that is due first, if that is no later than `limitUs`; else -1. */
  take(limitUs: number): number {
    if (this.size === 0) return NONE;
    let slot = this.#nextFilled(0, 0);
    while (slot === NONE) {
      if (!this.#turn(limitUs)) return NONE;
      slot = this.#nextFilled(0, 0);
    }
    if (this.#begins[0]! + slot > limitUs) return NONE;
    const entry = this.#heads[slot]!;
    const next = this.#next(entry);
    this.#heads[slot] = next;
    if (next === NONE) this.#empty(slot);
    this.#letGo(entry >> BLOCK_BITS);
    this.size--;
    return entry;
  }

  /** When the next entry is due; infinity if there is none. Costs as much as a slot is long. */
  get nextDueUs(): number {
    for (let level = 0; level < LEVELS; level++) {
      const slot = this.#nextFilled(level, 0);
      if (slot === NONE) continue;
      let earliestUs = Number.POSITIVE_INFINITY;
      for (let entry = this.#heads[level * SLOTS + slot]!; entry !== NONE; entry = this.#next(entry))
        earliestUs = Math.min(earliestUs, this.dueUs(entry));
      return earliestUs;
    }
    return Number.POSITIVE_INFINITY;
  }

  /** The first wheel is empty: goes to the next span that is not, and deals out what waits for it. */
  #turn(limitUs: number): boolean {
    for (let level = 1; level < LEVELS; level++) {
      const slot = this.#nextFilled(level, 0);
      if (slot === NONE) continue;
      const beginUs = this.#begins[level]! + slot * SPAN_US[level - 1]!;
      if (beginUs > limitUs) return false;
      for (let below = 0; below < level; below++) this.#begins[below] = beginUs;
      this.#deal(level * SLOTS + slot);
      return true;
    }
    return false;
  }

  #deal(place: number): void {
    let entry = this.#heads[place]!;
    this.#heads[place] = NONE;
    this.#empty(place);
    this.#close(place);
    while (entry !== NONE) {
      const next = this.#next(entry);
      this.#append(entry, this.#placeOf(this.#duesUs[entry]!));
      entry = next;
    }
  }

  /** The slot in which something belongs that is due at `dueUs`, counted through all levels. */
  #placeOf(dueUs: number): number {
    let level = 0;
    while (dueUs >= this.#begins[level]! + SPAN_US[level]!) level++;
    const ahead = dueUs - this.#begins[level]!;
    return level * SLOTS + (level === 0 ? ahead : Math.floor(ahead / SPAN_US[level - 1]!));
  }

  #append(entry: number, place: number): void {
    this.#setNext(entry, NONE);
    const last = this.#tails[place]!;
    if (last === NONE) {
      this.#heads[place] = entry;
      this.#filled[place >>> 5]! |= 1 << (place & 31);
    } else this.#setNext(last, entry);
    this.#tails[place] = entry;
  }

  #empty(place: number): void {
    this.#tails[place] = NONE;
    this.#filled[place >>> 5]! &= ~(1 << (place & 31));
  }

  /** The first slot of a level from `from` on that is not empty, or -1. */
  #nextFilled(level: number, from: number): number {
    for (let word = from >>> 5; word < WORDS; word++) {
      const bits = this.#filled[level * WORDS + word]!;
      if (bits !== 0) return (word << 5) | (31 - Math.clz32(bits & -bits));
    }
    return NONE;
  }

  /** An entry that nobody uses, for this place. Those of the first level are few at a time, and share their blocks. */
  #allocate(place: number): number {
    const group = place < SLOTS ? 0 : place;
    let entry = this.#filling[group]!;
    if ((entry & (BLOCK - 1)) === 0) {
      // Full, or none has been begun.
      if (entry > 0) this.#letGo((entry >> BLOCK_BITS) - 1);
      entry = this.#begin();
    }
    this.#filling[group] = entry + 1;
    this.#held[entry >> BLOCK_BITS]!++;
    return entry;
  }

  /** Nothing more is put into the block of this place. */
  #close(place: number): void {
    const entry = this.#filling[place]!;
    if (entry > 0) this.#letGo((entry - 1) >> BLOCK_BITS);
    this.#filling[place] = 0;
  }

  /** The first entry of an empty block. */
  #begin(): number {
    const block = this.#spare.pop() ?? this.#unused++;
    if (block === this.#held.length) this.#grow();
    this.#held[block] = 1;
    return block << BLOCK_BITS;
  }

  #letGo(block: number): void {
    if (--this.#held[block]! === 0) this.#spare.push(block);
  }

  #grow(): void {
    this.#words = larger(this.#words);
    this.#duesUs = larger(this.#duesUs);
    this.#held = larger(this.#held);
  }
}
