/**
 * The state of many passages, and what is counted of each, in rows of numbers: an object for each of a million would take
 * five times the room, and be spread over as many places. The model is `LinkModel`, of which there is one: it is given the
 * state of the one that is asked, and what it made of it is put back.
 *
 * What is written when a datagram leaves is apart from what is written when it enters, by another node and at another time.
 *
 * Invariant:
 * D1 (as in the relay). offered + duplicated = passed + dropped + in flight, at any moment.
 */
import { Random } from '../../../../node/core/random.ts';
import { type Conditions, delayBoundsMs } from '../../../../node/link/conditions.ts';
import {
  DROP_REASONS,
  type DropReason,
  LinkModel,
  type LinkOutcome,
} from '../../../../node/link/link-model.ts';
import { LONG_MS, type Obstacles, Outages } from '../../../../node/link/outages.ts';
import type { DirectionCounts } from './types.ts';

/** On entering, in words of 32 bits; the stream of random numbers has the first four. */
const WORDS = 10;
const Word = { STATE: 4, OFFERED: 5 } as const;
/** In words of 64 bits. */
const LONGS = 5;
const Long = { FREE_AT_MS: 3, OFFERED_BYTES: 4 } as const;
/** Of the state; above is the number of the conditions, counted from 1, or 0 where there is no passage. */
const Flag = { CUT: 1, IN_BURST: 2, IN_OUTAGE: 4 } as const;
const FLAG_BITS = 3;
const FLAGS = (1 << FLAG_BITS) - 1;
/** On leaving, in words of 32 bits. */
const ENDS = 2;
const End = { PASSED: 0, LAST_PLACE: 1 } as const;
/** What is counted more rarely; the reasons to drop follow. */
const Rare = { DUPLICATED: 0, CORRUPTED: 1, REORDERED: 2, DROPPED: 3 } as const;
const RARES = Rare.DROPPED + DROP_REASONS.length;

export class LinkModels {
  readonly #random = new Random(0, 0, 0);
  readonly #model = new LinkModel({}, this.#random);
  /** How many there may be: as many as directions, each by its direction's number. */
  readonly #most: number;
  // None of these has any room until there is something to put into it.
  #words = new Int32Array(0);
  #longs = new Float64Array(0);
  #ends = new Int32Array(0);
  #rares = new Uint32Array(0);
  readonly #conditions: Conditions[] = [];
  readonly #numbers = new Map<Conditions, number>();
  readonly #outages = new Outages();
  /** Of each of the conditions: how many passages have them, and how long a datagram takes at the least. */
  readonly #users: number[] = [];
  readonly #leastMs: number[] = [];
  /** Of those that any has; NaN when it is to be looked for. */
  #leastOfAllMs = Number.POSITIVE_INFINITY;
  /** How many are open. */
  count = 0;

  constructor(most: number) {
    this.#most = most;
  }

  has(number: number): boolean {
    return this.#words.length > 0 && this.#words[number * WORDS + Word.STATE] !== 0;
  }

  /** Opens a passage with a stream of its own. */
  open(number: number, conditions: Conditions, stream: Random): void {
    if (this.count++ === 0) {
      this.#words = new Int32Array(this.#most * WORDS);
      this.#longs = new Float64Array(this.#words.buffer);
      this.#ends = new Int32Array(this.#most * ENDS);
    }
    stream.save(this.#words, number * WORDS);
    this.#longs[number * LONGS + Long.FREE_AT_MS] = Number.NEGATIVE_INFINITY;
    this.#words[number * WORDS + Word.STATE] = this.#use(conditions) << FLAG_BITS;
  }

  setConditions(number: number, conditions: Conditions): void {
    const at = number * WORDS + Word.STATE;
    const state = this.#words[at]!;
    this.#users[(state >>> FLAG_BITS) - 1]!--;
    this.#words[at] = (this.#use(conditions) << FLAG_BITS) | (state & FLAGS);
  }

  /** The number of these conditions, counted from 1, which one more passage has now. */
  #use(conditions: Conditions): number {
    let index = this.#numbers.get(conditions);
    if (index === undefined) {
      index = this.#conditions.push(alike(conditions)) - 1;
      this.#numbers.set(conditions, index);
      this.#leastMs.push(delayBoundsMs(conditions).minMs);
      this.#users.push(0);
    }
    this.#users[index]!++;
    this.#leastOfAllMs = Number.NaN;
    return index + 1;
  }

  /** No datagram takes less than this; infinity where there is no passage. */
  get leastMs(): number {
    if (!Number.isNaN(this.#leastOfAllMs)) return this.#leastOfAllMs;
    this.#leastOfAllMs = Number.POSITIVE_INFINITY;
    for (const [index, leastMs] of this.#leastMs.entries())
      if (this.#users[index]! > 0 && leastMs < this.#leastOfAllMs) this.#leastOfAllMs = leastMs;
    return this.#leastOfAllMs;
  }

  setCut(number: number, isCut: boolean): void {
    const at = number * WORDS + Word.STATE;
    this.#words[at] = isCut ? this.#words[at]! | Flag.CUT : this.#words[at]! & ~Flag.CUT;
  }

  /**
   * A datagram of so many bytes enters, on its way since `sinceMs`. Its fate is valid until the next one enters; null where there is
   * no passage.
   */
  enter(number: number, sinceMs: number, nowMs: number, bytes: number): LinkOutcome | null {
    const words = this.#words;
    const at = number * WORDS;
    if (words.length === 0 || words[at + Word.STATE] === 0) return null;
    const long = number * LONGS;
    const longs = this.#longs;
    words[at + Word.OFFERED]!++;
    longs[long + Long.OFFERED_BYTES]! += bytes;
    const model = this.#load(at, long);
    const outcome = model.offer(nowMs, bytes);
    this.#random.save(words, at);
    const state = words[at + Word.STATE]!;
    words[at + Word.STATE] = model.isInBurst ? state | Flag.IN_BURST : state & ~Flag.IN_BURST;
    longs[long + Long.FREE_AT_MS] = model.freeAtMs;
    if (outcome.dropped !== null) {
      this.drop(number, outcome.dropped);
      if (outcome.dropped !== 'cut') {
        words[at + Word.STATE]! |= Flag.IN_OUTAGE;
        this.#outages.dropped(number, sinceMs);
      }
      return outcome;
    }
    this.#countOutcome(number, outcome);
    if ((state & Flag.IN_OUTAGE) !== 0 || outcome.arrivesAtMs - sinceMs >= LONG_MS) {
      words[at + Word.STATE]! &= ~Flag.IN_OUTAGE;
      this.#outages.passed(number, sinceMs, outcome.arrivesAtMs);
    }
    return outcome;
  }

  /** A datagram does not even come to the passage. */
  turnAway(number: number, nowMs: number, bytes: number, reason: DropReason): LinkOutcome {
    const at = number * WORDS;
    this.#words[at + Word.OFFERED]!++;
    this.#longs[number * LONGS + Long.OFFERED_BYTES]! += bytes;
    this.drop(number, reason);
    this.#words[at + Word.STATE]! |= Flag.IN_OUTAGE;
    this.#outages.dropped(number, nowMs);
    return { dropped: reason, arrivesAtMs: Number.NaN, againAtMs: Number.NaN, flippedBit: -1 };
  }

  /** What came to the end of the passage, on its way since `sinceMs`, is through the downlinks there at `throughAtMs`. */
  passedDownlinks(number: number, sinceMs: number, throughAtMs: number): void {
    this.#outages.passed(~number, sinceMs, throughAtMs);
  }

  droppedByDownlink(number: number, nowMs: number): void {
    this.drop(number, 'downlink');
    this.#outages.dropped(~number, nowMs);
  }

  /** See `Outages`: of the passage, and of the downlinks behind it. */
  takeObstacles(number: number, nowMs: number): Obstacles | undefined {
    return this.#outages.takeAll([number, ~number], nowMs);
  }

  #load(at: number, long: number): LinkModel {
    const words = this.#words;
    const model = this.#model;
    this.#random.load(words, at);
    const state = words[at + Word.STATE]!;
    model.conditions = this.#conditions[(state >>> FLAG_BITS) - 1]!;
    model.isCut = (state & Flag.CUT) !== 0;
    model.isInBurst = (state & Flag.IN_BURST) !== 0;
    model.freeAtMs = this.#longs[long + Long.FREE_AT_MS]!;
    return model;
  }

  #countOutcome(number: number, { againAtMs, flippedBit }: LinkOutcome): void {
    if (flippedBit >= 0) this.#countRare(number, Rare.CORRUPTED);
    if (!Number.isNaN(againAtMs)) this.#countRare(number, Rare.DUPLICATED);
  }

  /** Which datagram the last one that entered was, counted from 1. */
  place(number: number): number {
    return this.#words[number * WORDS + Word.OFFERED]!;
  }

  /** See `ReadAhead`: of the passage, and of the end of the way back. */
  peek(number: number): number {
    return this.#words.length === 0 ? 0 : this.place(number) + this.#ends[number * ENDS]!;
  }

  /** A copy of the `place`-th datagram leaves. `back`: the number of the way back, by which the ends lie at the node itself. */
  leave(back: number, number: number, place: number): void {
    const at = back * ENDS;
    this.#ends[at + End.PASSED]!++;
    if (place < this.#ends[at + End.LAST_PLACE]!) this.#countRare(number, Rare.REORDERED);
    else this.#ends[at + End.LAST_PLACE] = place;
  }

  drop(number: number, reason: DropReason): void {
    this.#countRare(number, Rare.DROPPED + DROP_REASONS.indexOf(reason));
  }

  #countRare(number: number, which: number): void {
    if (this.#rares.length === 0) this.#rares = new Uint32Array(this.#most * RARES);
    this.#rares[number * RARES + which]!++;
  }

  counts(number: number, back: number): DirectionCounts {
    const rare = (index: number) => this.#rares[number * RARES + index] ?? 0;
    const offered = this.place(number);
    const passed = this.#ends[back * ENDS + End.PASSED]!;
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
