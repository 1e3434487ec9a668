/**
 * The messages that a peer holds for neighbours that lack them: DATA datagrams as they would be sent on, the
 * oldest making room for the newest.
 *
 * Invariants:
 * S1. Never more than `maxMessages`, and never more than `MEAN_MESSAGE_BYTES` times as many bytes.
 * S2. What is held counts as seen in its window, and what was evicted goes on doing so: it never comes in again.
 */

import { BootMessages } from './boot-messages.ts';
import { appendToList, EMPTY } from './lists.ts';
import type { Origins } from './origins.ts';
import type { SequenceWindow } from './window.ts';
import { bootOf, originOf, sequenceOf } from './wire.ts';

export const DEFAULT_STORE_MESSAGES = 4_096;
export const MEAN_MESSAGE_BYTES = 1_024;
/** The queue is cut to size when this many at its beginning are gone. */
const COMPACT_AT = 1_024;

export class Store {
  readonly #origins: Origins;
  readonly #maxMessages: number;
  readonly #maxBytes: number;
  /** In the order in which they came; those before `#oldest` are evicted. */
  #datagrams: Uint8Array[] = EMPTY;
  #oldest = 0;
  bytes = 0;

  constructor(maxMessages: number, origins: Origins) {
    this.#origins = origins;
    this.#maxMessages = maxMessages;
    this.#maxBytes = maxMessages * MEAN_MESSAGE_BYTES;
  }

  get messages(): number {
    return this.#datagrams.length - this.#oldest;
  }

  /** A message that its window has just taken. Returns how many were evicted for it. */
  put(window: SequenceWindow, sequence: number, datagram: Uint8Array): number {
    if (window.held === null) window.held = new BootMessages(sequence, datagram);
    else window.held.add(sequence, datagram);
    this.#datagrams = appendToList(this.#datagrams, datagram);
    this.bytes += datagram.length;
    let evicted = 0;
    while (this.messages > this.#maxMessages || this.bytes > this.#maxBytes) {
      this.#evict();
      evicted++;
    }
    return evicted;
  }

  #evict(): void {
    const datagram = this.#datagrams[this.#oldest]!;
    this.bytes -= datagram.length;
    // The window of an old boot may be gone meanwhile, with all that it held.
    const window = this.#origins.find(originOf(datagram), bootOf(datagram));
    if (window?.held) {
      window.held.remove(sequenceOf(datagram));
      if (window.held.messages === 0) window.held = null;
    }
    this.#oldest++;
    if (this.#oldest < COMPACT_AT || this.#oldest * 2 < this.#datagrams.length) return;
    this.#datagrams = this.#datagrams.slice(this.#oldest);
    this.#oldest = 0;
  }
}
