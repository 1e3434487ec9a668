/**
 * One peer of a world, and the socket of its node, as far as it matters. A paused node is a stopped process: what arrives waits
 * in its socket, as much as fits, and its timer fires when it goes on, after what waited, since that is how an event loop wakes.
 */
import type { AddressToken } from '../../../../node/core/address.ts';
import type { Peer } from '../../../../node/core/peer.ts';

/** What a socket holds: the 4 MiB that the peer asks for. */
export const SOCKET_BUFFER_BYTES = 4 * 1024 * 1024;
/** What Linux counts for a small datagram besides its payload. */
export const SOCKET_OVERHEAD_BYTES = 576;

interface Waiting {
  bytes: Uint8Array;
  from: AddressToken;
}

export class SimHost {
  readonly peer: Peer;
  #waiting: Waiting[] | null = null;
  #waitingBytes = 0;
  /** What did not fit in the socket. */
  #overflowed = 0;

  constructor(peer: Peer) {
    this.peer = peer;
  }

  get isPaused(): boolean {
    return this.#waiting !== null;
  }

  /** The peer's counters, and those of its socket. */
  stats(): Record<string, number> {
    const { messages, bytes } = this.peer.held;
    const store = { 'store.messages': messages, 'store.bytes': bytes };
    return { ...this.peer.counters, ...store, 'drop.socket-overflow': this.#overflowed };
  }

  pause(): void {
    this.#waiting ??= [];
  }

  /** It goes on: handles what waited, and returns how much that was. */
  resume(nowMs: number): number {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    this.#waitingBytes = 0;
    for (const { bytes, from } of waiting) this.peer.receive(bytes, from, nowMs);
    return waiting.length;
  }

  /** A datagram arrived while the node is paused. It waits in the socket, or is lost. */
  enqueue(bytes: Uint8Array, from: AddressToken): void {
    const room = bytes.length + SOCKET_OVERHEAD_BYTES;
    if (this.#waitingBytes + room > SOCKET_BUFFER_BYTES) {
      this.#overflowed++;
      return;
    }
    this.#waitingBytes += room;
    this.#waiting?.push({ bytes: bytes.slice(), from });
  }
}
