/**
 * The neighbours of a peer, with what is looked for among all of them side by side: their ids and addresses, when each is due,
 * and where messages may be sent. Going through the neighbours themselves for it would be a walk through all of memory, at
 * each datagram.
 */
import { type AddressToken, UNKNOWN_ADDRESS } from './address.ts';
import type { Neighbour } from './neighbour.ts';
import { NumberRow } from './rows.ts';

const NONE = -1;

/** Numbers of each neighbour; of all of them there is first the one, then the next. */
const COLUMNS = 4;

/** A list of neighbours that stays as it is. */
export class Neighbours extends NumberRow {
  readonly list: readonly Neighbour[];

  constructor(list: readonly Neighbour[]) {
    super(COLUMNS * list.length);
    this.list = list;
    const { longs } = this.block;
    list.forEach((neighbour, place) => {
      longs[this.at + place] = neighbour.id;
      longs[this.#addresses + place] = neighbour.address;
      this.#update(place, neighbour);
    });
  }

  /** See `Peer.readAhead`. */
  readAhead(): number {
    const { longs } = this.block;
    return longs[this.at]! + longs[this.#dues]! + longs[this.#addresses]! + longs[this.#proven]!;
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
