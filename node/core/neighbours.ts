/**
 * The neighbours of a peer, and an index of them: their ids and addresses, when each is due next, and where messages may be
 * sent. At each datagram the peer looks one of these up among all neighbours; the index is in rows (`shared-memory.ts`).
 */
import { type AddressToken, UNKNOWN_ADDRESS } from './address.ts';
import type { Neighbour } from './neighbour.ts';
import { Row, type RowArena } from './rows.ts';

const NONE = -1;

/** Ids, times, addresses, and the addresses to which messages may be sent; each as many as there are neighbours. */
const COLUMNS = 4;

/** A list of neighbours that stays as it is. */
export class Neighbours extends Row {
  readonly list: readonly Neighbour[];

  constructor(list: readonly Neighbour[], rows: RowArena) {
    super(rows, COLUMNS * list.length);
    this.list = list;
    const { longs } = this.block;
    list.forEach((neighbour, place) => {
      longs[this.at + place] = neighbour.id;
      longs[this.#addresses + place] = neighbour.address;
      this.#update(place, neighbour);
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

  /** Calls with each that is due, once, in their order, and reads afterwards when it is due next. */
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

  /** A neighbour is due at another time than it was, or has proven itself. */
  update(neighbour: Neighbour): void {
    const place = this.#place(neighbour.id, this.at);
    if (place !== NONE) this.#update(place, neighbour);
  }

  /** Calls with the address of each that may be sent messages, but for the one with this id and the one at this address. */
  forProven(exceptId: number, exceptAddress: AddressToken, send: (address: AddressToken) => void): void {
    const { longs } = this.block;
    const proven = this.#proven;
    for (let place = 0; place < this.list.length; place++) {
      const address = longs[proven + place]!;
      if (address === UNKNOWN_ADDRESS || address === exceptAddress) continue;
      if (longs[this.at + place] !== exceptId) send(address);
    }
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

  /** The addresses again, of those that are proven. */
  get #proven(): number {
    return this.at + 3 * this.list.length;
  }

  #update(place: number, { dueAtMs, isProven, address }: Neighbour): void {
    const { longs } = this.block;
    longs[this.#dues + place] = dueAtMs;
    longs[this.#proven + place] = isProven ? address : UNKNOWN_ADDRESS;
  }

  #place(value: number, from: number): number {
    const { longs } = this.block;
    const end = from + this.list.length;
    for (let at = from; at < end; at++) if (longs[at] === value) return at - from;
    return NONE;
  }
}
