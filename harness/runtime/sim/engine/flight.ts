/**
 * What is to happen: datagrams that arrive, timers that ring, callbacks. The wheel orders them; what was taken last is read
 * from the fields, so that nothing is allocated on the way.
 */
import { Wheel } from './wheel.ts';

type Callback = () => void;

export const Happening = { DATAGRAM: 0, RING: 1, CALLBACK: 2 } as const;
export type Happening = (typeof Happening)[keyof typeof Happening];

/** An entry's second number says what it is: the place of a datagram in its direction, which is never negative, or this. */
const RING = -1;
const CALLBACK = -2;

const NOTHING = new Uint8Array(0);

export class Flight {
  readonly #wheel = new Wheel();
  /** Of entries that are datagrams. */
  readonly #bytes: Uint8Array[] = [];
  readonly #callbacks = new Map<number, Callback>();

  // What was taken last.
  dueUs = 0;
  kind: Happening = Happening.CALLBACK;
  /** The direction in which a datagram comes, or the node whose timer rings. */
  target = 0;
  /** Which datagram of its direction it is. */
  place = 0;
  bytes: Uint8Array = NOTHING;
  callback: Callback | undefined;

  get size(): number {
    return this.#wheel.size;
  }

  get nextDueUs(): number {
    return this.#wheel.nextDueUs;
  }

  addDatagram(dueUs: number, direction: number, place: number, bytes: Uint8Array): void {
    this.#bytes[this.#wheel.schedule(dueUs, direction, place)] = bytes;
  }

  addRing(dueUs: number, node: number): void {
    this.#bytes[this.#wheel.schedule(dueUs, node, RING)] = NOTHING;
  }

  addCallback(dueUs: number, callback: Callback): void {
    const entry = this.#wheel.schedule(dueUs, 0, CALLBACK);
    this.#bytes[entry] = NOTHING;
    this.#callbacks.set(entry, callback);
  }

  /** Takes what is due first, if that is no later than `limitUs`; false if nothing is. */
  take(limitUs: number): boolean {
    const entry = this.#wheel.take(limitUs);
    if (entry < 0) return false;
    this.dueUs = this.#wheel.dueUs(entry);
    this.target = this.#wheel.first(entry);
    const second = this.#wheel.second(entry);
    if (second >= 0) {
      this.kind = Happening.DATAGRAM;
      this.place = second;
      this.bytes = this.#bytes[entry]!;
      this.#bytes[entry] = NOTHING;
    } else if (second === RING) this.kind = Happening.RING;
    else this.#takeCallback(entry);
    return true;
  }

  #takeCallback(entry: number): void {
    this.kind = Happening.CALLBACK;
    this.callback = this.#callbacks.get(entry);
    this.#callbacks.delete(entry);
  }
}
