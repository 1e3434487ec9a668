/**
 * What is to happen at nodes: datagrams that arrive, and timers that ring. An entry is a number, and stays
 * what it is from being taken until it is let go.
 */
import { type Entries, Wheel } from './wheel.ts';

/** In the place of a direction back: the entry is a timer's. */
export const TIMER = -1;

export class PendingEvents {
  readonly #wheel: Wheel;

  /** `expected`: how much will be waiting at once, about. */
  constructor(expected: number) {
    this.#wheel = new Wheel(expected);
  }

  addDatagram(dueUs: number, node: number, back: number, place: number, packet: number): void {
    this.#wheel.schedule(dueUs, node, back, place, packet);
  }

  addTimer(dueUs: number, node: number): void {
    this.#wheel.schedule(dueUs, node, TIMER);
  }

  /** See `Wheel.takeSpan`. */
  takeSpan(limitUs: number, spanUs: number, taken: Entries): number {
    return this.#wheel.takeSpan(limitUs, spanUs, taken);
  }

  letGo(entry: number): void {
    this.#wheel.letGo(entry);
  }

  dueUs(entry: number): number {
    return this.#wheel.dueUs(entry);
  }

  /** The node at which it happens. */
  node(entry: number): number {
    return this.#wheel.first(entry);
  }

  /** The direction back to the sender of a datagram, or `TIMER`. */
  back(entry: number): number {
    return this.#wheel.second(entry);
  }

  /** Which datagram of its direction it is. */
  place(entry: number): number {
    return this.#wheel.third(entry);
  }

  /** The number of its bytes. */
  packet(entry: number): number {
    return this.#wheel.fourth(entry);
  }
}
