/**
 * The neighbours of a peer, with what is looked for among all of them side by side: their ids and addresses, and when each is
 * due. Going through the neighbours themselves for it would be a walk through all of memory, at each datagram.
 */
import type { Neighbour } from './neighbour.ts';
import type { AddressToken } from './port.ts';
import { Row } from './rows.ts';

const NONE = -1;

/** A list of neighbours that stays as it is. Of so many there are first all ids, then all times, then all addresses. */
export class Neighbours extends Row {
  readonly list: readonly Neighbour[];

  constructor(list: readonly Neighbour[]) {
    super(3 * list.length);
    this.list = list;
    const { longs } = this.block;
    list.forEach(({ id, dueAtMs, address }, place) => {
      longs[this.at + place] = id;
      longs[this.#dues + place] = dueAtMs;
      longs[this.#addresses + place] = address;
    });
  }

  find(id: number): Neighbour | null {
    const place = this.#place(id, this.at);
    return place === NONE ? null : this.list[place]!;
  }

  findByAddress(address: AddressToken): Neighbour | null {
    const place = this.#place(address, this.#addresses);
    return place === NONE ? null : this.list[place]!;
  }

  /** Each that is due, once, in their order; they are asked afterwards when they are due next. */
  serve(nowMs: number, due: (neighbour: Neighbour) => void): void {
    const { longs } = this.block;
    const dues = this.#dues;
    for (let place = 0; place < this.list.length; place++) {
      if (longs[dues + place]! > nowMs) continue;
      const neighbour = this.list[place]!;
      due(neighbour);
      longs[dues + place] = neighbour.dueAtMs;
    }
  }

  /** A neighbour is due at another time than it was. */
  reschedule({ id, dueAtMs }: Neighbour): void {
    const place = this.#place(id, this.at);
    if (place !== NONE) this.block.longs[this.#dues + place] = dueAtMs;
  }

  /** When the first of them is due. */
  get earliestMs(): number {
    const { longs } = this.block;
    const end = this.#addresses;
    let earliestMs = Number.POSITIVE_INFINITY;
    for (let at = this.#dues; at < end; at++) if (longs[at]! < earliestMs) earliestMs = longs[at]!;
    return earliestMs;
  }

  get #dues(): number {
    return this.at + this.list.length;
  }

  get #addresses(): number {
    return this.at + 2 * this.list.length;
  }

  #place(value: number, from: number): number {
    const { longs } = this.block;
    const end = from + this.list.length;
    for (let at = from; at < end; at++) if (longs[at] === value) return at - from;
    return NONE;
  }
}
