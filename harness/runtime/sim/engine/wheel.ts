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

/** An entry, in words of 32 bits. Its time takes the first two, as one of 64. */
const WORDS_AN_ENTRY = 8;
const Word = { NEXT: 2, FIRST: 3, SECOND: 4 } as const;

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
  #words = new Int32Array(FIRST_CAPACITY * WORDS_AN_ENTRY);
  #longs = new Float64Array(this.#words.buffer);
  #free = NONE;
  /** Entries from here on were never used. */
  #unused = 0;
  /** How many are waiting. */
  size = 0;

  /** Entries are less than this. */
  get capacity(): number {
    return this.#words.length / WORDS_AN_ENTRY;
  }

  /** The entry that will be taken at `dueUs`, which must be no earlier than any limit that `take` was given. */
  schedule(dueUs: number, first = 0, second = 0): number {
    const entry = this.#allocate();
    const at = entry * WORDS_AN_ENTRY;
    this.#longs[at / 2] = dueUs;
    this.#words[at + Word.FIRST] = first;
    this.#words[at + Word.SECOND] = second;
    this.#place(entry, dueUs);
    this.size++;
    return entry;
  }

  // Of an entry: valid until it is scheduled again.

  dueUs(entry: number): number {
    return this.#longs[entry * (WORDS_AN_ENTRY / 2)]!;
  }

  first(entry: number): number {
    return this.#words[entry * WORDS_AN_ENTRY + Word.FIRST]!;
  }

  second(entry: number): number {
    return this.#words[entry * WORDS_AN_ENTRY + Word.SECOND]!;
  }

  #next(entry: number): number {
    return this.#words[entry * WORDS_AN_ENTRY + Word.NEXT]!;
  }

  #setNext(entry: number, next: number): void {
    this.#words[entry * WORDS_AN_ENTRY + Word.NEXT] = next;
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
    this.#setNext(entry, this.#free);
    this.#free = entry;
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
    while (entry !== NONE) {
      const next = this.#next(entry);
      this.#place(entry, this.dueUs(entry));
      entry = next;
    }
  }

  #place(entry: number, dueUs: number): void {
    let level = 0;
    while (dueUs >= this.#begins[level]! + SPAN_US[level]!) level++;
    const ahead = dueUs - this.#begins[level]!;
    const place = level * SLOTS + (level === 0 ? ahead : Math.floor(ahead / SPAN_US[level - 1]!));
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

  #allocate(): number {
    const entry = this.#free;
    if (entry !== NONE) {
      this.#free = this.#next(entry);
      return entry;
    }
    if (this.#unused === this.capacity) this.#grow();
    return this.#unused++;
  }

  #grow(): void {
    this.#words = larger(this.#words);
    this.#longs = new Float64Array(this.#words.buffer);
  }
}
