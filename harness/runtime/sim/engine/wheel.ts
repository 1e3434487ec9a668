/**
 * What is to happen, by its time. Time is an integer count of microseconds.
 *
 * A wheel of wheels: the first has a slot for each microsecond of the current millisecond or so (1,024 µs), the next one
 * for each such span, and so on. What lies beyond the current span of one wheel waits in the next, and is dealt out when its
 * span begins; always before anything else can be scheduled into that span, so each slot's list is in order of scheduling.
 * Who takes several slots of the second wheel at once gets them as they are. Scheduling and taking cost the same however much
 * is waiting.
 *
 * An entry is a number, and has room for four numbers that say what it stands for. All of it is in one place, so that it is
 * fetched from memory at once. Entries that were let go are used again.
 *
 * What waits for the same slot is in the same blocks of entries, one after the other: so dealing a slot out walks through
 * memory in order, where entries wherever there is room would be fetched from all over it.
 *
 * Invariants:
 * T1. A span that is taken holds all that is due in it, and nothing else.
 * T2. Of equal times, what was scheduled first is taken first.
 */
import { copyWithDoubleLength } from './larger.ts';

const SLOT_BITS = 10;
const SLOTS = 1 << SLOT_BITS;
/** 2^50 µs are 35 years. */
const LEVELS = 5;
const WORDS = SLOTS / 32;
const NONE = -1;
const FIRST_CAPACITY = 1_024;

/** An entry, in words of 32 bits; and, in the same place, of 64. */
const WORDS_AN_ENTRY = 8;
const Word = { NEXT: 0, FIRST: 1, SECOND: 2, THIRD: 3, FOURTH: 4 } as const;
const LONGS_AN_ENTRY = 4;
const Long = { DUE_US: 3 } as const;

const BLOCK_BITS = 4;
const BLOCK = 1 << BLOCK_BITS;

/** How long a span of each level is: of one slot at the level above. */
const SPAN_US = Array.from({ length: LEVELS }, (_, level) => 2 ** (SLOT_BITS * (level + 1)));

/** A list of entries. */
export class Entries {
  list = new Int32Array(FIRST_CAPACITY);
  size = 0;

  push(entry: number): void {
    if (this.size === this.list.length) this.list = copyWithDoubleLength(this.list);
    this.list[this.size++] = entry;
  }
}

/** Powers of two, so nothing is rounded. */
const SLOTS_A_US = SPAN_US.map((spanUs) => SLOTS / spanUs);

export class Wheel {
  /** The first and last entry of each slot's list, level after level. */
  readonly #heads = new Int32Array(LEVELS * SLOTS).fill(NONE);
  readonly #tails = new Int32Array(LEVELS * SLOTS).fill(NONE);
  /** One bit for each slot that is not empty. */
  readonly #filled = new Int32Array(LEVELS * WORDS);
  /** Where the current span of each level begins. */
  readonly #begins = new Float64Array(LEVELS);
  #words: Int32Array;
  #longs: Float64Array;
  /** The entry that is next in the block of each slot; where it would begin another block, the block is full. */
  readonly #filling = new Int32Array(LEVELS * SLOTS);
  /** Of each block: how many of its entries are in use, and one more as long as it is filled. */
  #held: Int32Array;
  /** Blocks that are empty. */
  readonly #spare: number[] = [];
  /** Blocks from here on were never used. */
  #unused = 0;
  /** How many are waiting. */
  size = 0;

  /** `expected`: how many will be waiting at once, about. */
  constructor(expected = 0) {
    const blocks = Math.ceil(Math.max(expected, FIRST_CAPACITY) / BLOCK);
    this.#words = new Int32Array(blocks * BLOCK * WORDS_AN_ENTRY);
    this.#longs = new Float64Array(this.#words.buffer);
    this.#held = new Int32Array(blocks);
  }

  /** Entries are less than this. */
  get capacity(): number {
    return this.#longs.length / LONGS_AN_ENTRY;
  }

  /** `dueUs` must be later than any span that was taken. */
  schedule(dueUs: number, first = 0, second = 0, third = 0, fourth = 0): void {
    const place = this.#placeOf(dueUs);
    const entry = this.#allocate(place);
    const at = entry * WORDS_AN_ENTRY;
    this.#words[at + Word.FIRST] = first;
    this.#words[at + Word.SECOND] = second;
    this.#words[at + Word.THIRD] = third;
    this.#words[at + Word.FOURTH] = fourth;
    this.#longs[entry * LONGS_AN_ENTRY + Long.DUE_US] = dueUs;
    this.#append(entry, place);
    this.size++;
  }

  // Of an entry: valid until it is let go.

  dueUs(entry: number): number {
    return this.#longs[entry * LONGS_AN_ENTRY + Long.DUE_US]!;
  }

  first(entry: number): number {
    return this.#words[entry * WORDS_AN_ENTRY + Word.FIRST]!;
  }

  second(entry: number): number {
    return this.#words[entry * WORDS_AN_ENTRY + Word.SECOND]!;
  }

  third(entry: number): number {
    return this.#words[entry * WORDS_AN_ENTRY + Word.THIRD]!;
  }

  fourth(entry: number): number {
    return this.#words[entry * WORDS_AN_ENTRY + Word.FOURTH]!;
  }

  #next(entry: number): number {
    return this.#words[entry * WORDS_AN_ENTRY + Word.NEXT]!;
  }

  #setNext(entry: number, next: number): void {
    this.#words[entry * WORDS_AN_ENTRY + Word.NEXT] = next;
  }

  /**
   * Takes all that is due within `spanUs` from the first on, and by `limitUs`. What is taken is to be let go afterwards. Returns
   * the last moment of the span, which may have begun up to half a span before the first is due; -1 if nothing is due by then.
   */
  takeSpan(limitUs: number, spanUs: number, taken: Entries): number {
    taken.size = 0;
    const beginUs = this.#nextUs(limitUs, spanUs);
    if (beginUs === NONE || beginUs > limitUs) return NONE;
    const untilUs = Math.min(limitUs, beginUs + spanUs - 1);
    while (this.#takeSlot(untilUs, taken));
    this.size -= taken.size;
    return untilUs;
  }

  /** When the next entry is due; up to half a span too early if that saves dealing out. -1: not by `limitUs`. */
  #nextUs(limitUs: number, spanUs: number): number {
    for (;;) {
      const slot = this.#nextFilled(0);
      if (slot !== NONE) return this.#begins[0]! + slot;
      const wide = this.#nextFilled(1);
      if (wide !== NONE && spanUs >= 2 * SLOTS) return this.#begins[1]! + wide * SLOTS;
      if (!this.#turn(limitUs)) return NONE;
    }
  }

  /** Takes the next slot that is not empty; false if it is due after `untilUs`. */
  #takeSlot(untilUs: number, taken: Entries): boolean {
    const slot = this.#nextFilled(0);
    if (slot !== NONE) {
      if (this.#begins[0]! + slot > untilUs) return false;
      this.#takeList(slot, taken);
      return true;
    }
    const wide = this.#nextFilled(1);
    const beginUs = this.#begins[1]! + wide * SLOTS;
    if (wide === NONE || beginUs + SLOTS - 1 > untilUs) return this.#turn(untilUs);
    this.#begins[0] = beginUs;
    this.#close(SLOTS + wide);
    this.#takeList(SLOTS + wide, taken);
    return true;
  }

  #takeList(place: number, taken: Entries): void {
    for (let entry = this.#heads[place]!; entry !== NONE; entry = this.#next(entry)) taken.push(entry);
    this.#heads[place] = NONE;
    this.#empty(place);
  }

  /** An entry that was taken is not needed any more. */
  letGo(entry: number): void {
    this.#release(entry >> BLOCK_BITS);
  }

  /** The first wheel is empty: goes to the next span that is not, and deals out what waits for it. */
  #turn(limitUs: number): boolean {
    for (let level = 1; level < LEVELS; level++) {
      const slot = this.#nextFilled(level);
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
      this.#append(entry, this.#placeOf(this.dueUs(entry)));
      entry = next;
    }
  }

  /** The slot in which something belongs that is due at `dueUs`, counted through all levels. */
  #placeOf(dueUs: number): number {
    let level = 0;
    while (dueUs >= this.#begins[level]! + SPAN_US[level]!) level++;
    const ahead = dueUs - this.#begins[level]!;
    return level * SLOTS + Math.floor(ahead * SLOTS_A_US[level]!);
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

  /** The first slot of a level that is not empty, or -1. */
  #nextFilled(level: number): number {
    for (let word = 0; word < WORDS; word++) {
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
      if (entry > 0) this.#release((entry >> BLOCK_BITS) - 1);
      entry = this.#begin();
    }
    this.#filling[group] = entry + 1;
    this.#held[entry >> BLOCK_BITS]!++;
    return entry;
  }

  /** Nothing more is put into the block of this place. */
  #close(place: number): void {
    const entry = this.#filling[place]!;
    if (entry > 0) this.#release((entry - 1) >> BLOCK_BITS);
    this.#filling[place] = 0;
  }

  /** The first entry of an empty block. */
  #begin(): number {
    const block = this.#spare.pop() ?? this.#unused++;
    if (block === this.#held.length) this.#grow();
    this.#held[block] = 1;
    return block << BLOCK_BITS;
  }

  #release(block: number): void {
    if (--this.#held[block]! === 0) this.#spare.push(block);
  }

  #grow(): void {
    this.#words = copyWithDoubleLength(this.#words);
    this.#longs = new Float64Array(this.#words.buffer);
    this.#held = copyWithDoubleLength(this.#held);
  }
}
