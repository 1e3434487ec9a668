/**
 * All directions of a world by their number. Only those that do something to datagrams, or count them, have a passage.
 */
import { NatBinding } from '../../../../node/link/nat.ts';
import type { Fate } from '../../../../node/link/passage.ts';
import { streamOf } from '../../../../node/link/stream.ts';
import { Links } from './links.ts';
import { Passages } from './passages.ts';
import type { DirectionChange, DirectionCounts, WorldSpec } from './types.ts';

const NONE = -1;

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

export class Directions {
  readonly #spec: WorldSpec;
  readonly #links: Links;
  readonly #passages = new Passages();
  /** The number of each direction's passage, or -1. */
  readonly #passageOf: Int32Array;
  /** Of nodes behind a NAT, by the direction in which they send. */
  readonly #bindings = new Map<number, NatBinding>();

  constructor(spec: WorldSpec) {
    this.#spec = spec;
    this.#links = new Links(spec.nodes.length, spec.links);
    this.#passageOf = new Int32Array(spec.links.length * 2).fill(NONE);
    for (let number = 0; number < this.#passageOf.length; number++) this.#bind(number);
    // By the node at which they begin, which often sends to all its neighbours at once.
    for (const number of this.#links.byBeginning) {
      const { ab, ba } = spec.links[number >> 1]!;
      const conditions = (number & 1) === 0 ? ab : ba;
      const hasNat = this.#bindings.has(number) || this.#bindings.has(number ^ 1);
      if (conditions || hasNat) this.#open(number, conditions ?? {});
    }
  }

  /** The number of the direction from one node to another, or -1. */
  number(from: number, to: number): number {
    return this.#links.find(from, to);
  }

  /** The node at the end of a direction. */
  to(number: number): number {
    return this.#links.to[number]!;
  }

  /** What becomes of a datagram that enters; null where nothing is done to it. Valid until the next one enters. */
  enter(number: number, nowMs: number, bytes: number): Fate | null {
    const passage = this.#passageOf[number]!;
    if (passage === NONE) return null;
    if (this.#bindings.size > 0) this.#bindings.get(number)?.sent(nowMs);
    return this.#passages.enter(passage, nowMs, bytes);
  }

  /** Which datagram of its direction the last one that entered was, counted from 1. */
  place(number: number): number {
    return this.#passages.place(this.#passageOf[number]!);
  }

  /** A datagram arrives; false if it does not come in. What entered without a passage has no place: 0. */
  leave(number: number, nowMs: number, place: number): boolean {
    if (place === 0) return true;
    const comesIn = this.#bindings.size === 0 || (this.#bindings.get(number ^ 1)?.admits(nowMs) ?? true);
    this.#passages.leave(this.#passageOf[number]!, place, comesIn);
    return comesIn;
  }

  change(from: number, to: number, { conditions, cut }: DirectionChange): void {
    const number = this.number(from, to);
    if (number < 0) return;
    if (this.#passageOf[number] === NONE) this.#open(number, {});
    const passage = this.#passageOf[number]!;
    if (conditions !== undefined) this.#passages.setConditions(passage, conditions);
    if (cut !== undefined) this.#passages.setCut(passage, cut);
  }

  counts(from: number, to: number): DirectionCounts {
    const passage = this.#passageOf[this.number(from, to)] ?? NONE;
    return passage === NONE ? NOTHING_COUNTED : this.#passages.counts(passage);
  }

  /** By then all that was ever let in has left. */
  throughMs(from: number, to: number): number {
    const passage = this.#passageOf[this.number(from, to)] ?? NONE;
    return passage === NONE ? Number.NEGATIVE_INFINITY : this.#passages.throughAtMs(passage);
  }

  #open(number: number, conditions: NonNullable<DirectionChange['conditions']>): void {
    const from = this.#spec.nodes[this.#links.from[number]!]!.name;
    const to = this.#spec.nodes[this.#links.to[number]!]!.name;
    this.#passageOf[number] = this.#passages.open(conditions, streamOf(this.#spec.seed, from, to));
  }

  #bind(number: number): void {
    const { natTimeoutMs } = this.#spec.nodes[this.#links.from[number]!]!;
    if (natTimeoutMs !== undefined) this.#bindings.set(number, new NatBinding(natTimeoutMs));
  }
}
