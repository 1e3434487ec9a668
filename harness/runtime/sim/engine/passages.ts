/**
 * The state of many passages, and what is counted of each, in a cache line of 64 bytes: an object for each of a million
 * would take five times the room, and be spread over as many lines. The model is `Passage`, of which there is one: it is
 * given the state of the one that is asked, and what it made of it is put back.
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

/** In words of 32 bits; the stream of random numbers has the first four. */
const WORDS = 16;
const Word = { FLAGS: 4, CONDITIONS: 5, OFFERED: 6, PASSED: 7, IN_FLIGHT: 8, LAST_PLACE: 9 } as const;
/** In words of 64 bits. */
const LONGS = 8;
const Long = { FREE_AT_MS: 5, THROUGH_AT_MS: 6, OFFERED_BYTES: 7 } as const;
const Flag = { CUT: 1, IN_BURST: 2 } as const;
/** What is counted more rarely; the reasons to drop follow. */
const Rare = { DUPLICATED: 0, CORRUPTED: 1, REORDERED: 2, DROPPED: 3 } as const;
const RARES = Rare.DROPPED + DROP_REASONS.length;

export class Passages {
  readonly #random = new Random(0, 0, 0);
  readonly #passage = new Passage({}, this.#random);
  #words = new Int32Array(FIRST_CAPACITY * WORDS);
  #longs = new Float64Array(this.#words.buffer);
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
    this.#words[number * WORDS + Word.CONDITIONS] = index;
  }

  setCut(number: number, isCut: boolean): void {
    const at = number * WORDS + Word.FLAGS;
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
    words[at + Word.FLAGS] = (passage.isCut ? Flag.CUT : 0) | (passage.isInBurst ? Flag.IN_BURST : 0);
    longs[long + Long.FREE_AT_MS] = passage.freeAtMs;
    if (fate.dropped !== null) this.drop(number, fate.dropped);
    else this.#countFate(number, fate);
    return fate;
  }

  #load(at: number, long: number): Passage {
    const words = this.#words;
    const passage = this.#passage;
    this.#random.load(words, at);
    passage.conditions = this.#conditions[words[at + Word.CONDITIONS]!]!;
    passage.isCut = (words[at + Word.FLAGS]! & Flag.CUT) !== 0;
    passage.isInBurst = (words[at + Word.FLAGS]! & Flag.IN_BURST) !== 0;
    passage.freeAtMs = this.#longs[long + Long.FREE_AT_MS]!;
    return passage;
  }

  #countFate(number: number, { arrivesAtMs, againAtMs, flippedBit }: Fate): void {
    const through = number * LONGS + Long.THROUGH_AT_MS;
    this.#words[number * WORDS + Word.IN_FLIGHT]!++;
    if (arrivesAtMs > this.#longs[through]!) this.#longs[through] = arrivesAtMs;
    if (flippedBit >= 0) this.#rares[number * RARES + Rare.CORRUPTED]!++;
    if (Number.isNaN(againAtMs)) return;
    this.#words[number * WORDS + Word.IN_FLIGHT]!++;
    this.#rares[number * RARES + Rare.DUPLICATED]!++;
    if (againAtMs > this.#longs[through]!) this.#longs[through] = againAtMs;
  }

  /** Which datagram the last one that entered was, counted from 1. */
  place(number: number): number {
    return this.#words[number * WORDS + Word.OFFERED]!;
  }

  /** A copy of the `place`-th datagram leaves, if `comesIn`; else the NAT at its end drops it. */
  leave(number: number, place: number, comesIn: boolean): void {
    const at = number * WORDS;
    this.#words[at + Word.IN_FLIGHT]!--;
    if (!comesIn) {
      this.drop(number, 'nat');
      return;
    }
    this.#words[at + Word.PASSED]!++;
    if (place < this.#words[at + Word.LAST_PLACE]!) this.#rares[number * RARES + Rare.REORDERED]!++;
    else this.#words[at + Word.LAST_PLACE] = place;
  }

  drop(number: number, reason: DropReason): void {
    this.#rares[number * RARES + Rare.DROPPED + DROP_REASONS.indexOf(reason)]!++;
  }

  /** By then all that was ever let in has left. */
  throughAtMs(number: number): number {
    return this.#longs[number * LONGS + Long.THROUGH_AT_MS]!;
  }

  counts(number: number): DirectionCounts {
    const word = (index: number) => this.#words[number * WORDS + index]!;
    const rare = (index: number) => this.#rares[number * RARES + index]!;
    const dropped: DirectionCounts['dropped'] = {};
    DROP_REASONS.forEach((reason, index) => {
      if (rare(Rare.DROPPED + index) > 0) dropped[reason] = rare(Rare.DROPPED + index);
    });
    return {
      offered: word(Word.OFFERED),
      offeredBytes: this.#longs[number * LONGS + Long.OFFERED_BYTES]!,
      passed: word(Word.PASSED),
      inFlight: word(Word.IN_FLIGHT),
      duplicated: rare(Rare.DUPLICATED),
      corrupted: rare(Rare.CORRUPTED),
      reordered: rare(Rare.REORDERED),
      dropped,
    };
  }

  #grow(): void {
    this.#words = larger(this.#words);
    this.#longs = new Float64Array(this.#words.buffer);
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
