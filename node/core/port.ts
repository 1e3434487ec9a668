/**
 * What a peer asks of its surroundings: its effects. A shell binds these to a socket and a clock, a simulator to virtual
 * ones. The peer calls them while it handles an input and expects nothing back; none may throw, and
 * none may call back into the peer, but for `sighted`, which may change the neighbours.
 */
import type { AddressToken } from './address.ts';
import type { Neighbour } from './neighbour.ts';
import type { Datagram } from './wire.ts';

/** Why a neighbour is down: it fell silent, it said goodbye, or another boot of it answered. */
export type DownReason = 'timeout' | 'bye' | 'restarted';

export interface PeerPort {
  /** Sends a datagram. Its bytes are never written to again (but see `SharedMemory.probe`). */
  send(to: AddressToken, bytes: Uint8Array): void;
  /** Asks for a call of `timer` at this time, and no longer at the one that was asked for last. Infinity: not at all. */
  wakeAt(ms: number): void;
  /** An `inject` has its number, and the first datagram is about to leave. */
  accepted(sequence: number): void;
  /** A message, once. `message` and `bytes` are valid during the call only. */
  deliver(message: Datagram, bytes: Uint8Array, via: Neighbour | null): void;
  /** So many messages of an origin are lost: no neighbour holds them any more. Each message is reported once. */
  gap(origin: number, count: number): void;
  /** A neighbour came (null) or went. */
  neighbour(neighbour: Neighbour, down: DownReason | null): void;
  /**
   * A PING or PONG, authentic and (a PONG) fresh, from a peer that is no neighbour, or from a neighbour that is down
   * and has another address, or from one with this peer's own id. For discovery; may do nothing.
   */
  sighted(message: Datagram, bytes: Uint8Array): void;
}

/** HMAC-SHA-256 cut to 128 bits. A simulator may leave it out: the bytes are accounted for all the same. */
export interface Mac {
  /** Writes the MAC of `bytes[0, at)` to `bytes[at, at + 16)`. */
  sign(bytes: Uint8Array, at: number): void;
  verify(bytes: Uint8Array, at: number): boolean;
}
