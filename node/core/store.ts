/**
 * The messages that a peer holds for neighbours that lack them: DATA datagrams as they would be sent on, the
 * oldest making room for the newest.
 *
 * Invariants:
 * S1. Never more than `maxMessages`, and never more than `MEAN_MESSAGE_BYTES` times as many bytes.
 * S2. What is held counts as seen in its window, and what was evicted goes on doing so: it never comes in again.
 */
import { Runs } from './runs.ts';
import type { SequenceWindow } from './window.ts';

export const DEFAULT_STORE_MESSAGES = 4_096;
export const MEAN_MESSAGE_BYTES = 1_024;
/** The queue is cut to size when this many at its beginning are gone. */
const COMPACT_AT = 1_024;

/** What is held of one boot of an origin. */
export class Held {
  readonly runs: Runs;
  readonly datagrams = new Map<number, Uint8Array>();

  constructor(sequence: number) {
    this.runs = new Runs(sequence);
  }
}

export class Store {
  readonly #maxMessages: number;
  readonly #maxBytes: number;
  /** In the order of their coming; what comes before `#oldest` is gone. */
  #windows: SequenceWindow[] = [];
  #sequences: number[] = [];
  #oldest = 0;
  bytes = 0;

  constructor(maxMessages: number) {
    this.#maxMessages = maxMessages;
    this.#maxBytes = maxMessages * MEAN_MESSAGE_BYTES;
  }

  get messages(): number {
    return this.#windows.length - this.#oldest;
  }

  /** A message that its window has just taken. Says how many had to go for it. */
  put(window: SequenceWindow, sequence: number, datagram: Uint8Array): number {
    if (window.held === null) window.held = new Held(sequence);
    else window.held.runs.add(sequence);
    window.held.datagrams.set(sequence, datagram);
    this.#windows.push(window);
    this.#sequences.push(sequence);
    this.bytes += datagram.length;
    let evicted = 0;
    while (this.messages > this.#maxMessages || this.bytes > this.#maxBytes) {
      this.#evict();
      evicted++;
    }
    return evicted;
  }

  #evict(): void {
    const window = this.#windows[this.#oldest]!;
    const sequence = this.#sequences[this.#oldest]!;
    const held = window.held!;
    this.bytes -= held.datagrams.get(sequence)!.length;
    held.datagrams.delete(sequence);
    held.runs.remove(sequence);
    if (held.datagrams.size === 0) window.held = null;
    this.#oldest++;
    if (this.#oldest < COMPACT_AT || this.#oldest * 2 < this.#windows.length) return;
    this.#windows = this.#windows.slice(this.#oldest);
    this.#sequences = this.#sequences.slice(this.#oldest);
    this.#oldest = 0;
  }
}
