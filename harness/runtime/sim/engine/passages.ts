/**
 * The state of many passages, and what is counted of each, in rows of numbers: an object for each of a million would take
 * five times the room, and be spread over as many places. The model is `Passage`, of which there is one: it is given the
 * state of the one that is asked, and what it made of it is put back.
 *
 * What is written when a datagram leaves is apart from what is written when it enters, by another node and at another time:
 * so that it is small enough to stay in the cache.
 *
 * Invariant:
 * D1 (as in the relay). offered + duplicated = passed + dropped + in flight, at any moment.
 */
import { Random } from '../../../../node/core/random.ts';
import type { Conditions } from '../../../../node/link/conditions.ts';
import { DROP_REASONS, type DropReason, type Fate, Passage } from '../../../../node/link/passage.ts';
import { larger } from './larger.ts';
import type { DirectionCounts } from './types.ts';

const FIRST_CAPACITY = 64;

/** On entering, in words of 32 bits; the stream of random numbers has the first four. */
const WORDS = 12;
const Word = { STATE: 4, OFFERED: 5 } as const;
/** In words of 64 bits. */
const LONGS = 6;
const Long = { FREE_AT_MS: 3, THROUGH_AT_MS: 4, OFFERED_BYTES: 5 } as const;
/** Of the state; the number of the conditions is above. */
const Flag = { CUT: 1, IN_BURST: 2 } as const;
const FLAG_BITS = 2;
const FLAGS = (1 << FLAG_BITS) - 1;
/** On leaving, in words of 32 bits. */
const ENDS = 2;
const End = { PASSED: 0, LAST_PLACE: 1 } as const;
/** What is counted more rarely; the reasons to drop follow. */
const Rare = { DUPLICATED: 0, CORRUPTED: 1, REORDERED: 2, DROPPED: 3 } as const;
const RARES = Rare.DROPPED + DROP_REASONS.length;

export class Passages {
  readonly #random = new Random(0, 0, 0);
  readonly #passage = new Passage({}, this.#random);
  #words = new Int32Array(FIRST_CAPACITY * WORDS);
  #longs = new Float64Array(this.#words.buffer);
  #ends = new Int32Array(FIRST_CAPACITY * ENDS);
  #rares = new Uint32Array(FIRST_CAPACITY * RARES);
  readonly #conditions: Conditions[] = [];
  readonly #numbers = new Map<Conditions, number>();
  #count = 0;

  /** Opens a passage with a stream of its own, and returns its number. */
  open(conditions: Conditions, stream: Random): number {
    const number = this.#count++;
    if (this.#count * WORDS > this.#words.length) this.#grow();
    stream.save(this.#words, number * WORDS);
    this.#longs[number * LONGS + Long.FREE_AT_MS] = Number.NEGATIVE_INFINITY;
    this.#longs[number * LONGS + Long.THROUGH_AT_MS] = Number.NEGATIVE_INFINITY;
    this.setConditions(number, conditions);
    return number;
  }

  setConditions(number: number, conditions: Conditions): void {
    let index = this.#numbers.get(conditions);
    if (index === undefined) {
      index = this.#conditions.push(alike(conditions)) - 1;
      this.#numbers.set(conditions, index);
    }
    const at = number * WORDS + Word.STATE;
    this.#words[at] = (index << FLAG_BITS) | (this.#words[at]! & FLAGS);
  }

  setCut(number: number, isCut: boolean): void {
    const at = number * WORDS + Word.STATE;
    this.#words[at] = isCut ? this.#words[at]! | Flag.CUT : this.#words[at]! & ~Flag.CUT;
  }

  /** A datagram of so many bytes enters. Its fate is valid until the next one enters. */
  enter(number: number, nowMs: number, bytes: number): Fate {
    const at = number * WORDS;
    const long = number * LONGS;
    const words = this.#words;
    const longs = this.#longs;
    words[at + Word.OFFERED]!++;
    longs[long + Long.OFFERED_BYTES]! += bytes;
    const passage = this.#load(at, long);
    const fate = passage.offer(nowMs, bytes);
    this.#random.save(words, at);
    const state = words[at + Word.STATE]!;
    words[at + Word.STATE] = passage.isInBurst ? state | Flag.IN_BURST : state & ~Flag.IN_BURST;
    longs[long + Long.FREE_AT_MS] = passage.freeAtMs;
    if (fate.dropped !== null) this.drop(number, fate.dropped);
    else this.#countFate(number, fate);
    return fate;
  }

  #load(at: number, long: number): Passage {
    const words = this.#words;
    const passage = this.#passage;
    this.#random.load(words, at);
    const state = words[at + Word.STATE]!;
    passage.conditions = this.#conditions[state >>> FLAG_BITS]!;
    passage.isCut = (state & Flag.CUT) !== 0;
    passage.isInBurst = (state & Flag.IN_BURST) !== 0;
    passage.freeAtMs = this.#longs[long + Long.FREE_AT_MS]!;
    return passage;
  }

  #countFate(number: number, { arrivesAtMs, againAtMs, flippedBit }: Fate): void {
    const through = number * LONGS + Long.THROUGH_AT_MS;
    if (arrivesAtMs > this.#longs[through]!) this.#longs[through] = arrivesAtMs;
    if (flippedBit >= 0) this.#rares[number * RARES + Rare.CORRUPTED]!++;
    if (Number.isNaN(againAtMs)) return;
    this.#rares[number * RARES + Rare.DUPLICATED]!++;
    if (againAtMs > this.#longs[through]!) this.#longs[through] = againAtMs;
  }

  /** Which datagram the last one that entered was, counted from 1. */
  place(number: number): number {
    return this.#words[number * WORDS + Word.OFFERED]!;
  }

  /** A copy of the `place`-th datagram leaves, if `comesIn`; else the NAT at its end drops it. */
  leave(number: number, place: number, comesIn: boolean): void {
    if (!comesIn) {
      this.drop(number, 'nat');
      return;
    }
    const at = number * ENDS;
    this.#ends[at + End.PASSED]!++;
    if (place < this.#ends[at + End.LAST_PLACE]!) this.#rares[number * RARES + Rare.REORDERED]!++;
    else this.#ends[at + End.LAST_PLACE] = place;
  }

  drop(number: number, reason: DropReason): void {
    this.#rares[number * RARES + Rare.DROPPED + DROP_REASONS.indexOf(reason)]!++;
  }

  /** By then all that was ever let in has left. */
  throughAtMs(number: number): number {
    return this.#longs[number * LONGS + Long.THROUGH_AT_MS]!;
  }

  counts(number: number): DirectionCounts {
    const rare = (index: number) => this.#rares[number * RARES + index]!;
    const offered = this.place(number);
    const passed = this.#ends[number * ENDS + End.PASSED]!;
    const duplicated = rare(Rare.DUPLICATED);
    const dropped: DirectionCounts['dropped'] = {};
    let drops = 0;
    DROP_REASONS.forEach((reason, index) => {
      const count = rare(Rare.DROPPED + index);
      drops += count;
      if (count > 0) dropped[reason] = count;
    });
    return {
      offered,
      offeredBytes: this.#longs[number * LONGS + Long.OFFERED_BYTES]!,
      passed,
      inFlight: offered + duplicated - passed - drops,
      duplicated,
      corrupted: rare(Rare.CORRUPTED),
      reordered: rare(Rare.REORDERED),
      dropped,
    };
  }

  #grow(): void {
    this.#words = larger(this.#words);
    this.#longs = new Float64Array(this.#words.buffer);
    this.#ends = larger(this.#ends);
    this.#rares = larger(this.#rares);
  }
}

/** The same conditions in the form that all have here, so that reading them costs the same for all. */
function alike(conditions: Conditions): Conditions {
  const nothing = {
    latencyMs: 0,
    jitterMs: 0,
    jitterShape: undefined,
    loss: 0,
    burst: undefined,
    duplicate: 0,
    reorder: 0,
    reorderByMs: undefined,
    corrupt: 0,
    rateBps: undefined,
    queueBytes: undefined,
    mtuBytes: undefined,
  };
  return { ...nothing, ...conditions } as Conditions;
}
