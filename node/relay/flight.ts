/**
 * The datagrams under way in this relay: what waits for its time, how much of it, and not more than the limits.
 *
 * Node gives every received datagram memory of its own, so a datagram is held by holding it; nothing is copied.
 */
import { TimeHeap } from '../core/time-heap.ts';

export interface Limits {
  datagrams: number;
  bytes: number;
}

/** A second of 100,000 datagrams a second, and half a minute of a 10 Mbit link. */
export const DEFAULT_LIMITS: Limits = { datagrams: 131_072, bytes: 128 * 1024 * 1024 };

/** What a held datagram takes besides its payload: its Buffer and its places in the tables. */
const OVERHEAD_BYTES = 256;

/** One that has left. One object serves all: read it before the next `take`. */
export interface HeldDatagram {
  bytes: Uint8Array;
  /** The number of its direction. */
  direction: number;
  /** Which datagram of its direction it was. */
  place: number;
  dueMs: number;
  /** When it entered, where `hold` says so. */
  sinceMs: number;
}

const NOTHING = new Uint8Array(0);

export class InFlight {
  readonly #limits: Limits;
  readonly #schedule = new TimeHeap();
  readonly #bytes: Uint8Array[] = [];
  readonly #direction: number[] = [];
  readonly #place: number[] = [];
  readonly #sinceMs: number[] = [];
  /** Slots that are free again. */
  readonly #free: number[] = [];
  readonly #held: HeldDatagram = { bytes: NOTHING, direction: 0, place: 0, dueMs: 0, sinceMs: 0 };
  #heldBytes = 0;
  #peak = 0;

  constructor(limits: Limits = DEFAULT_LIMITS) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#schedule.size;
  }

  get bytes(): number {
    return this.#heldBytes;
  }

  get peak(): number {
    return this.#peak;
  }

  /** Infinity when nothing is under way. */
  get nextDueMs(): number {
    return this.#schedule.nextDueMs;
  }

  /** False, and nothing happened, when it does not fit. */
  hold(dueMs: number, direction: number, place: number, bytes: Uint8Array, sinceMs = dueMs): boolean {
    const room = bytes.length + OVERHEAD_BYTES;
    if (this.#schedule.size >= this.#limits.datagrams || this.#heldBytes + room > this.#limits.bytes)
      return false;
    const slot = this.#free.pop() ?? this.#bytes.length;
    this.#bytes[slot] = bytes;
    this.#direction[slot] = direction;
    this.#place[slot] = place;
    this.#sinceMs[slot] = sinceMs;
    this.#heldBytes += room;
    this.#schedule.push(dueMs, slot);
    if (this.#schedule.size > this.#peak) this.#peak = this.#schedule.size;
    return true;
  }

  /** What is due first; there must be something. */
  take(): HeldDatagram {
    const held = this.#held;
    held.dueMs = this.#schedule.nextDueMs;
    const slot = this.#schedule.pop();
    held.bytes = this.#bytes[slot]!;
    held.direction = this.#direction[slot]!;
    held.place = this.#place[slot]!;
    held.sinceMs = this.#sinceMs[slot]!;
    this.#bytes[slot] = NOTHING;
    this.#free.push(slot);
    this.#heldBytes -= held.bytes.length + OVERHEAD_BYTES;
    return held;
  }
}
