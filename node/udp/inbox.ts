/**
 * Keepalives first. A burst of messages takes longer to forward than to read, and a PING that waits behind it
 * in the socket makes a busy peer look dead. So beyond a few messages a turn of the event loop, DATA waits
 * here, in order, while the socket is read on: everything else passes it by.
 *
 * Invariants:
 * B1. DATA is handled in the order in which it came.
 * B2. At most `MAX_WAITING` wait; what comes then is dropped and counted, as a full socket would do.
 */
import type { AddressToken } from '../core/address.ts';
import { DatagramType } from '../core/wire.ts';

/** How many messages are handled in one turn: few beside the 32 datagrams that libuv reads in one. */
export const HANDLED_A_TURN = 6;
export const MAX_WAITING = 16_384;

export type Handle = (bytes: Uint8Array, from: AddressToken) => void;

export class Inbox {
  readonly #handle: Handle;
  readonly #nextTurn: (run: () => void) => void;
  #waiting: { bytes: Uint8Array; from: AddressToken }[] = [];
  #first = 0;
  #handledThisTurn = 0;
  #isScheduled = false;
  /** What was dropped because too much was waiting. */
  dropped = 0;
  /** The most that ever waited. */
  peak = 0;

  constructor(handle: Handle, nextTurn: (run: () => void) => void = setImmediate) {
    this.#handle = handle;
    this.#nextTurn = nextTurn;
  }

  take(bytes: Uint8Array, from: AddressToken): void {
    if (bytes[3] !== DatagramType.DATA) {
      this.#handle(bytes, from);
      return;
    }
    this.#schedule();
    const count = this.#waiting.length - this.#first;
    if (count === 0 && this.#handledThisTurn < HANDLED_A_TURN) {
      this.#handledThisTurn++;
      this.#handle(bytes, from);
    } else if (count < MAX_WAITING) {
      this.#waiting.push({ bytes, from });
      if (count >= this.peak) this.peak = count + 1;
    } else this.dropped++;
  }

  /** Whether anything waits. */
  get isWaiting(): boolean {
    return this.#first < this.#waiting.length;
  }

  /** Forgets what waits. */
  clear(): void {
    this.#waiting = [];
    this.#first = 0;
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#nextTurn(this.#turn);
  }

  readonly #turn = (): void => {
    this.#isScheduled = false;
    this.#handledThisTurn = 0;
    while (this.#first < this.#waiting.length && this.#handledThisTurn < HANDLED_A_TURN) {
      const { bytes, from } = this.#waiting[this.#first++]!;
      this.#handledThisTurn++;
      this.#handle(bytes, from);
    }
    if (this.#first === this.#waiting.length) this.clear();
    else {
      if (this.#first > MAX_WAITING) this.#compact();
      this.#schedule();
    }
  };

  #compact(): void {
    this.#waiting = this.#waiting.slice(this.#first);
    this.#first = 0;
  }
}
