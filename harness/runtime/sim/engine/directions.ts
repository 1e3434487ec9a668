/**
 * All directions of a world by their number. Only those that do something to datagrams, or count them, have a passage.
 */

import type { LinkOutcome } from '../../../../node/link/link-model.ts';
import { NatBinding } from '../../../../node/link/nat.ts';
import type { Obstacles } from '../../../../node/link/outages.ts';
import { randomStreamOf } from '../../../../node/link/random-stream.ts';
import { LinkModels } from './link-models.ts';
import { LinkTable } from './links.ts';
import type { DirectionChange, DirectionCounts, WorldSpec } from './types.ts';

/** No span need be longer. */
const LONGEST_MS = 1_000;

const NOTHING_COUNTED: DirectionCounts = {
  offered: 0,
  offeredBytes: 0,
  passed: 0,
  inFlight: 0,
  duplicated: 0,
  corrupted: 0,
  reordered: 0,
  dropped: {},
};

/** Of what goes to an address where nobody is: it never comes to the direction. */
const NOT_SENT: LinkOutcome = {
  dropped: 'moved',
  arrivesAtMs: Number.NaN,
  againAtMs: Number.NaN,
  flippedBit: -1,
};

export class Directions {
  readonly #spec: WorldSpec;
  readonly #links: LinkTable;
  readonly #models: LinkModels;
  /** Of nodes behind a NAT, by the direction in which they send. */
  readonly #bindings = new Map<number, NatBinding>();
  /** Directions from or to a node that has moved. */
  readonly #astray = new Map<number, NonNullable<DirectionChange['astray']>>();
  /** Of each node; null where conditions count payload. */
  readonly #headBytes: Uint8Array | null;

  constructor(spec: WorldSpec) {
    this.#spec = spec;
    this.#links = new LinkTable(spec.nodes.length, spec.links);
    this.#models = new LinkModels(this.#links.count);
    const heads = spec.nodes.map(({ headBytes = 0 }) => headBytes);
    this.#headBytes = heads.some((bytes) => bytes > 0) ? Uint8Array.from(heads) : null;
    for (const { a, b, ab, ba } of spec.links) {
      const aHasNat = this.#bind(a, b);
      const hasNat = this.#bind(b, a) || aHasNat;
      if (ab || hasNat) this.#open(a, b, ab ?? {});
      if (ba || hasNat) this.#open(b, a, ba ?? {});
    }
  }

  /** The number of the direction from one node to another, or -1. */
  number(from: number, to: number): number {
    return this.#links.find(from, to);
  }

  /** The node at the end of a direction. */
  to(number: number): number {
    return this.#links.to(number);
  }

  /** The direction the other way. */
  back(number: number): number {
    return this.#links.back(number);
  }

  /** No datagram takes less than this, in whole microseconds, whatever its direction. */
  get leastUs(): number {
    if (this.#models.count < this.#links.count) return 0;
    // One less, for times are rounded.
    return Math.max(0, Math.floor(Math.min(this.#models.leastMs, LONGEST_MS) * 1000) - 1);
  }

  /** What becomes of a datagram that enters; null where nothing is done to it. Valid until the next one enters. */
  enter(number: number, nowMs: number, bytes: number): LinkOutcome | null {
    if (this.#astray.get(number)?.isSent === false) return NOT_SENT;
    if (this.#bindings.size > 0) this.#bindings.get(number)?.sent(nowMs);
    if (this.#headBytes === null) return this.#models.enter(number, nowMs, bytes);
    const outcome = this.#models.enter(number, nowMs, bytes + this.#headBytes[this.to(number)]!);
    // As the router does: what flips is a bit of the payload.
    if (outcome !== null && outcome.flippedBit >= 0) outcome.flippedBit %= 8 * bytes;
    return outcome;
  }

  /** See `ReadAhead`. */
  peek(back: number): number {
    return this.#links.to(back) + this.#models.peek(back);
  }

  /** Which datagram of its direction the last one that entered was, counted from 1. */
  place(number: number): number {
    return this.#models.place(number);
  }

  /**
   * A datagram arrives; false if it does not come in. `back` is the number of the way back. What entered without a passage has
   * no place: 0.
   */
  leave(back: number, nowMs: number, place: number): boolean {
    if (place === 0) return true;
    const number = this.#links.back(back);
    if (this.#astray.get(number)?.isTaken === false) {
      this.#models.drop(number, 'moved');
      return false;
    }
    if (this.#bindings.size > 0 && this.#bindings.get(back)?.admits(nowMs) === false) {
      this.#models.drop(number, 'nat');
      return false;
    }
    this.#models.leave(back, number, place);
    return true;
  }

  change(from: number, to: number, { conditions, cut, astray }: DirectionChange): void {
    const number = this.number(from, to);
    if (number < 0) return;
    if (!this.#models.has(number)) this.#open(from, to, {});
    if (conditions !== undefined) this.#models.setConditions(number, conditions);
    if (cut !== undefined) this.#models.setCut(number, cut);
    if (astray !== undefined) this.#astray.set(number, astray);
  }

  counts(from: number, to: number): DirectionCounts {
    const number = this.number(from, to);
    return this.#isOpen(number) ? this.#models.counts(number, this.back(number)) : NOTHING_COUNTED;
  }

  /** Outages and delays since they were taken last, if there were any. */
  takeObstacles(from: number, to: number, nowMs: number): Obstacles | undefined {
    return this.#models.takeObstacles(this.number(from, to), nowMs);
  }

  /** By then all that was ever let in has left. */
  throughMs(from: number, to: number): number {
    const number = this.number(from, to);
    return this.#isOpen(number) ? this.#models.throughAtMs(number) : Number.NEGATIVE_INFINITY;
  }

  #isOpen(number: number): boolean {
    return number >= 0 && this.#models.has(number);
  }

  #open(from: number, to: number, conditions: NonNullable<DirectionChange['conditions']>): void {
    const { seed, nodes } = this.#spec;
    const stream = randomStreamOf(seed, nodes[from]!.name, nodes[to]!.name);
    this.#models.open(this.number(from, to), conditions, stream);
  }

  /** True if the node is behind a NAT. */
  #bind(from: number, to: number): boolean {
    const { natTimeoutMs } = this.#spec.nodes[from]!;
    if (natTimeoutMs !== undefined) this.#bindings.set(this.number(from, to), new NatBinding(natTimeoutMs));
    return natTimeoutMs !== undefined;
  }
}
