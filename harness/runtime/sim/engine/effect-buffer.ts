/**
 * What peers tell: passed on at once, or, while they take their turns node by node, kept until all have had theirs. So the sink
 * is reported in order of time, and of one moment in the order of nodes.
 */
import type { Neighbour } from '../../../../node/core/neighbour.ts';
import type { DownReason } from '../../../../node/core/port.ts';
import { Datagram, decode } from '../../../../node/core/wire.ts';
import { larger } from './larger.ts';
import type { WorldSink } from './types.ts';

const FIRST_CAPACITY = 256;
/** No span is longer, and no more is reported in one: so a time and a place fit in one number. */
const LONGEST_US = 2 ** 20;
const MOST_TOLD = 2 ** 32;

/** What is reported, in the low bits of the number of the node that tells it. */
const Kind = { DELIVERED: 0, NEIGHBOUR: 1, GAP: 2 } as const;
type Kind = (typeof Kind)[keyof typeof Kind];
const KIND_BITS = 2;

/** What is being told of. */
const message = new Datagram();

export class EffectBuffer {
  readonly #sink: WorldSink;
  #isKeeping = false;
  #size = 0;
  /** Before all that is kept. */
  #fromUs = 0;
  /** Of each, in one number: its time from then on, and its place, which is in the order of nodes. */
  #keys = new Float64Array(FIRST_CAPACITY);
  #tellers = new Int32Array(FIRST_CAPACITY);
  /** Two of each: the bytes and through whom they came, the neighbour and why it is down, the origin and how many are missed. */
  #rest: unknown[] = [];

  constructor(sink: WorldSink) {
    this.#sink = sink;
  }

  delivered(atUs: number, node: number, data: Datagram, bytes: Uint8Array, via: Neighbour | null): void {
    if (this.#isKeeping) this.#keep(atUs, node, Kind.DELIVERED, bytes, via);
    else this.#sink.delivered(node, data, bytes, via);
  }

  neighbour(atUs: number, node: number, neighbour: Neighbour, down: DownReason | null): void {
    if (this.#isKeeping) this.#keep(atUs, node, Kind.NEIGHBOUR, neighbour, down);
    else this.#sink.neighbour(node, neighbour, down);
  }

  gap(atUs: number, node: number, origin: number, count: number): void {
    if (this.#isKeeping) this.#keep(atUs, node, Kind.GAP, origin, count);
    else this.#sink.gap(node, origin, count);
  }

  /** From now on turns are taken, up to `untilUs`. */
  keep(untilUs: number): void {
    this.#isKeeping = true;
    this.#fromUs = untilUs - LONGEST_US;
  }

  /** Passes on what was kept; before each, `at` is called with its time. */
  passOn(at: (us: number) => void): void {
    this.#isKeeping = false;
    if (this.#size === 0) return;
    const rest = this.#rest;
    const keys = this.#keys.subarray(0, this.#size).sort();
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      const place = key % MOST_TOLD;
      at(this.#fromUs + Math.floor(key / MOST_TOLD));
      this.#say(this.#tellers[place]!, rest[2 * place], rest[2 * place + 1]);
    }
    this.#size = 0;
    this.#rest = [];
  }

  #keep(atUs: number, node: number, kind: Kind, what: unknown, how: unknown): void {
    const place = this.#size++;
    if (place === this.#tellers.length) {
      this.#keys = larger(this.#keys);
      this.#tellers = larger(this.#tellers);
    }
    this.#keys[place] = (atUs - this.#fromUs) * MOST_TOLD + place;
    this.#tellers[place] = (node << KIND_BITS) | kind;
    this.#rest.push(what, how);
  }

  #say(teller: number, what: unknown, how: unknown): void {
    const node = teller >>> KIND_BITS;
    switch (teller & ((1 << KIND_BITS) - 1)) {
      case Kind.DELIVERED:
        decode(what as Uint8Array, message);
        this.#sink.delivered(node, message, what as Uint8Array, how as Neighbour | null);
        break;
      case Kind.NEIGHBOUR:
        this.#sink.neighbour(node, what as Neighbour, how as DownReason | null);
        break;
      default:
        this.#sink.gap(node, what as number, how as number);
    }
  }
}
