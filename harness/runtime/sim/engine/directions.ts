/**
 * All directions of a world by their number. Only those that do something to datagrams, or count them, have an object.
 */
import { Direction } from '../../../../node/link/direction.ts';
import { NatBinding } from '../../../../node/link/nat.ts';
import { Passage } from '../../../../node/link/passage.ts';
import { streamOf } from '../../../../node/link/stream.ts';
import { Links } from './links.ts';
import type { DirectionChange, DirectionCounts, WorldSpec } from './types.ts';

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
  readonly #directions: (Direction | null)[];
  /** Of nodes behind a NAT, by the direction in which they send. */
  readonly #bindings = new Map<number, NatBinding>();

  constructor(spec: WorldSpec) {
    this.#spec = spec;
    this.#links = new Links(spec.nodes.length, spec.links);
    this.#directions = new Array(spec.links.length * 2).fill(null);
    spec.links.forEach(({ a, b, ab, ba }, link) => {
      this.#bind(2 * link, a);
      this.#bind(2 * link + 1, b);
      for (const number of [2 * link, 2 * link + 1]) {
        const conditions = number % 2 === 0 ? ab : ba;
        const hasNat = this.#bindings.has(number) || this.#bindings.has(number ^ 1);
        if (conditions || hasNat) this.#open(number).passage.conditions = conditions ?? {};
      }
    });
  }

  /** The number of the direction from one node to another, or -1. */
  number(from: number, to: number): number {
    return this.#links.find(from, to);
  }

  /** The node at the end of a direction. */
  to(number: number): number {
    return this.#links.to[number]!;
  }

  /** Null if it does nothing. */
  at(number: number): Direction | null {
    return this.#directions[number]!;
  }

  change(from: number, to: number, { conditions, cut }: DirectionChange): void {
    const number = this.number(from, to);
    if (number < 0) return;
    const { passage } = this.at(number) ?? this.#open(number);
    if (conditions !== undefined) passage.conditions = conditions;
    if (cut !== undefined) passage.isCut = cut;
  }

  counts(from: number, to: number): DirectionCounts {
    const direction = this.#directions[this.number(from, to)];
    if (!direction) return NOTHING_COUNTED;
    const { offered, offeredBytes, passed, inFlight, duplicated, corrupted, reordered } = direction;
    const dropped = { ...direction.dropped };
    return { offered, offeredBytes, passed, inFlight, duplicated, corrupted, reordered, dropped };
  }

  /** By then all that was ever let in has left. */
  throughMs(from: number, to: number): number {
    return this.#directions[this.number(from, to)]?.throughAtMs ?? Number.NEGATIVE_INFINITY;
  }

  #open(number: number): Direction {
    const from = this.#spec.nodes[this.#links.from[number]!]!.name;
    const to = this.#spec.nodes[this.#links.to[number]!]!.name;
    const passage = new Passage({}, streamOf(this.#spec.seed, from, to));
    const natFrom = this.#bindings.get(number) ?? null;
    const natTo = this.#bindings.get(number ^ 1) ?? null;
    const direction = new Direction({ link: '', from, to }, passage, natFrom, natTo);
    this.#directions[number] = direction;
    return direction;
  }

  #bind(number: number, node: number): void {
    const { natTimeoutMs } = this.#spec.nodes[node]!;
    if (natTimeoutMs !== undefined) this.#bindings.set(number, new NatBinding(natTimeoutMs));
  }
}
