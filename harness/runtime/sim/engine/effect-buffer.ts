/**
 * The effects of peers that the sink hears of. While a batch is handled node by node they are held, and then flushed: so the
 * sink hears of them in order of time, and of one moment in the order of nodes.
 */
import type { Neighbour } from '../../../../node/core/neighbour.ts';
import type { DownReason } from '../../../../node/core/port.ts';
import { Datagram, decode } from '../../../../node/core/wire.ts';
import { copyWithDoubleLength } from './larger.ts';
import type { WorldSink } from './types.ts';

const FIRST_CAPACITY = 256;
/** No batch is longer, and none has more effects: so a time and a place fit in one number. */
const LONGEST_US = 2 ** 20;
const MOST_EFFECTS = 2 ** 32;

/** The kind of an effect, in the low bits of the number of its node. */
const Kind = { DELIVERED: 0, NEIGHBOUR: 1, GAP: 2 } as const;
type Kind = (typeof Kind)[keyof typeof Kind];
const KIND_BITS = 2;

export class EffectBuffer {
  readonly #sink: WorldSink;
  /** What is being delivered. */
  readonly #message = new Datagram();
  #isHolding = false;
  #size = 0;
  /** Before all that is held. */
  #fromUs = 0;
  /** Of each, in one number: its time from then on, and its place, which is in the order of nodes. */
  #keys = new Float64Array(FIRST_CAPACITY);
  #nodesAndKinds = new Int32Array(FIRST_CAPACITY);
  /** Two of each: the bytes and through whom they came, the neighbour and why it is down, the origin and how many are missed. */
  #rest: unknown[] = [];

  constructor(sink: WorldSink) {
    this.#sink = sink;
  }

  delivered(atUs: number, node: number, data: Datagram, bytes: Uint8Array, via: Neighbour | null): void {
    if (this.#isHolding) this.#hold(atUs, node, Kind.DELIVERED, bytes, via);
    else this.#sink.delivered(node, data, bytes, via);
  }

  neighbour(atUs: number, node: number, neighbour: Neighbour, down: DownReason | null): void {
    if (this.#isHolding) this.#hold(atUs, node, Kind.NEIGHBOUR, neighbour, down);
    else this.#sink.neighbour(node, neighbour, down);
  }

  gap(atUs: number, node: number, origin: number, count: number): void {
    if (this.#isHolding) this.#hold(atUs, node, Kind.GAP, origin, count);
    else this.#sink.gap(node, origin, count);
  }

  /** A batch begins, which lasts until `untilUs`: holds what comes from now on. */
  hold(untilUs: number): void {
    this.#isHolding = true;
    this.#fromUs = untilUs - LONGEST_US;
  }

  /** Passes on what was held; before each, `at` is called with its time. */
  flush(at: (us: number) => void): void {
    this.#isHolding = false;
    if (this.#size === 0) return;
    const rest = this.#rest;
    const keys = this.#keys.subarray(0, this.#size).sort();
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      const place = key % MOST_EFFECTS;
      at(this.#fromUs + Math.floor(key / MOST_EFFECTS));
      this.#passOn(this.#nodesAndKinds[place]!, rest[2 * place], rest[2 * place + 1]);
    }
    this.#size = 0;
    this.#rest = [];
  }

  #hold(atUs: number, node: number, kind: Kind, what: unknown, how: unknown): void {
    const place = this.#size++;
    if (place === this.#nodesAndKinds.length) {
      this.#keys = copyWithDoubleLength(this.#keys);
      this.#nodesAndKinds = copyWithDoubleLength(this.#nodesAndKinds);
    }
    this.#keys[place] = (atUs - this.#fromUs) * MOST_EFFECTS + place;
    this.#nodesAndKinds[place] = (node << KIND_BITS) | kind;
    this.#rest.push(what, how);
  }

  #passOn(nodeAndKind: number, what: unknown, how: unknown): void {
    const node = nodeAndKind >>> KIND_BITS;
    switch (nodeAndKind & ((1 << KIND_BITS) - 1)) {
      case Kind.DELIVERED:
        decode(what as Uint8Array, this.#message);
        this.#sink.delivered(node, this.#message, what as Uint8Array, how as Neighbour | null);
        break;
      case Kind.NEIGHBOUR:
        this.#sink.neighbour(node, what as Neighbour, how as DownReason | null);
        break;
      default:
        this.#sink.gap(node, what as number, how as number);
    }
  }
}
