/**
 * What is to happen: datagrams that arrive, timers that ring, callbacks. Kept in arrays beside the wheel that orders
 * them; what was taken last is read from the fields, so that nothing is allocated on the way.
 */
import { Wheel } from './wheel.ts';

type Callback = () => void;

export const Happening = { DATAGRAM: 0, RING: 1, CALLBACK: 2 } as const;
export type Happening = (typeof Happening)[keyof typeof Happening];

const NOTHING = new Uint8Array(0);

export class Flight {
  readonly #wheel = new Wheel();
  #kinds = new Uint8Array(this.#wheel.capacity);
  #targets = new Int32Array(this.#wheel.capacity);
  #places = new Uint32Array(this.#wheel.capacity);
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
    const entry = this.#add(dueUs, Happening.DATAGRAM, direction);
    this.#places[entry] = place;
    this.#bytes[entry] = bytes;
  }

  addRing(dueUs: number, node: number): void {
    this.#bytes[this.#add(dueUs, Happening.RING, node)] = NOTHING;
  }

  addCallback(dueUs: number, callback: Callback): void {
    const entry = this.#add(dueUs, Happening.CALLBACK, 0);
    this.#bytes[entry] = NOTHING;
    this.#callbacks.set(entry, callback);
  }

  /** Takes what is due first, if that is no later than `limitUs`; false if nothing is. */
  take(limitUs: number): boolean {
    const entry = this.#wheel.take(limitUs);
    if (entry < 0) return false;
    this.dueUs = this.#wheel.dueUs(entry);
    this.kind = this.#kinds[entry] as Happening;
    this.target = this.#targets[entry]!;
    this.place = this.#places[entry]!;
    this.bytes = this.#bytes[entry]!;
    this.#bytes[entry] = NOTHING;
    if (this.kind === Happening.CALLBACK) this.#takeCallback(entry);
    return true;
  }

  #takeCallback(entry: number): void {
    this.callback = this.#callbacks.get(entry);
    this.#callbacks.delete(entry);
  }

  #add(dueUs: number, kind: Happening, target: number): number {
    const entry = this.#wheel.schedule(dueUs);
    if (entry >= this.#kinds.length) this.#grow();
    this.#kinds[entry] = kind;
    this.#targets[entry] = target;
    return entry;
  }

  #grow(): void {
    const { capacity } = this.#wheel;
    const kinds = new Uint8Array(capacity);
    kinds.set(this.#kinds);
    this.#kinds = kinds;
    const targets = new Int32Array(capacity);
    targets.set(this.#targets);
    this.#targets = targets;
    const places = new Uint32Array(capacity);
    places.set(this.#places);
    this.#places = places;
  }
}
