/**
 * The neighbours of a peer, with what is looked for among all of them side by side: their ids and addresses, and when each is
 * due. Going through the neighbours themselves for it would be a walk through all of memory, at each datagram.
 */
import type { Neighbour } from './neighbour.ts';
import type { AddressToken } from './port.ts';
import { Row } from './rows.ts';

const NONE = -1;

export class Neighbours {
  #list: readonly Neighbour[] = [];
  #columns = new Columns(this.#list);

  get list(): readonly Neighbour[] {
    return this.#list;
  }

  replace(list: readonly Neighbour[]): void {
    this.#list = list;
    this.#columns = new Columns(list);
  }

  find(id: number): Neighbour | null {
    const place = this.#columns.placeOf(id);
    return place === NONE ? null : this.#list[place]!;
  }

  findByAddress(address: AddressToken): Neighbour | null {
    const place = this.#columns.placeOfAddress(address);
    return place === NONE ? null : this.#list[place]!;
  }

  /** Each that is due, once, in their order; they are asked afterwards when they are due next. */
  serve(nowMs: number, due: (neighbour: Neighbour) => void): void {
    const columns = this.#columns;
    for (let place = 0; place < columns.count; place++) {
      if (columns.dueAtMs(place) > nowMs) continue;
      const neighbour = this.#list[place]!;
      due(neighbour);
      columns.setDue(place, neighbour.dueAtMs);
    }
  }

  /** A neighbour is due at another time than it was. */
  reschedule({ id, dueAtMs }: Neighbour): void {
    const place = this.#columns.placeOf(id);
    if (place !== NONE) this.#columns.setDue(place, dueAtMs);
  }

  /** When the first of them is due. */
  get earliestMs(): number {
    return this.#columns.earliestMs;
  }
}

/** Of so many neighbours first all ids, then all times, then all addresses. */
class Columns extends Row {
  readonly count: number;

  constructor(list: readonly Neighbour[]) {
    super(3 * list.length);
    this.count = list.length;
    list.forEach(({ id, dueAtMs, address }, place) => {
      this.block.longs[this.at + place] = id;
      this.setDue(place, dueAtMs);
      this.block.longs[this.at + 2 * this.count + place] = address;
    });
  }

  placeOf(id: number): number {
    return this.#find(id, this.at);
  }

  placeOfAddress(address: AddressToken): number {
    return this.#find(address, this.at + 2 * this.count);
  }

  dueAtMs(place: number): number {
    return this.block.longs[this.at + this.count + place]!;
  }

  setDue(place: number, ms: number): void {
    this.block.longs[this.at + this.count + place] = ms;
  }

  get earliestMs(): number {
    const { longs } = this.block;
    const from = this.at + this.count;
    const end = from + this.count;
    let earliestMs = Number.POSITIVE_INFINITY;
    for (let at = from; at < end; at++) if (longs[at]! < earliestMs) earliestMs = longs[at]!;
    return earliestMs;
  }

  #find(value: number, from: number): number {
    const { longs } = this.block;
    const end = from + this.count;
    for (let at = from; at < end; at++) if (longs[at] === value) return at - from;
    return NONE;
  }
}
