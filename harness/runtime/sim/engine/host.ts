/**
 * Binds one peer to the virtual clock and the virtual links, as `PeerHost` binds it to a socket. An address is the
 * number of the direction that leads there, plus one.
 *
 * A paused node is a stopped process: what arrives waits in its socket, as much as fits, and its timer fires when it goes
 * on, after what waited, since that is how an event loop wakes.
 */
import type { Neighbour } from '../../../../node/core/neighbour.ts';
import { Peer, type PeerConfig } from '../../../../node/core/peer.ts';
import type { AddressToken, DownReason, PeerPort } from '../../../../node/core/port.ts';
import type { Random } from '../../../../node/core/random.ts';
import type { Datagram } from '../../../../node/core/wire.ts';
import { ACCOUNTED_MAC } from './mac.ts';
import type { Timers } from './timers.ts';
import type { WorldSink } from './types.ts';

/** What a socket holds: the 4 MiB that the peer asks for. */
export const SOCKET_BUFFER_BYTES = 4 * 1024 * 1024;
/** What Linux counts for a small datagram besides its payload. */
export const SOCKET_OVERHEAD_BYTES = 576;

/** What a host needs of its world. */
export interface Surroundings {
  readonly sink: WorldSink;
  readonly nowUs: number;
  /** A datagram enters a direction now. */
  carry(direction: number, bytes: Uint8Array): void;
  readonly timers: Timers;
}

interface Waiting {
  bytes: Uint8Array;
  from: AddressToken;
}

export class Host implements PeerPort {
  readonly peer: Peer;
  readonly #node: number;
  readonly #world: Surroundings;
  #waiting: Waiting[] | null = null;
  #waitingBytes = 0;
  /** What did not fit in the socket. */
  overflowed = 0;

  constructor(node: number, world: Surroundings, config: PeerConfig, random: Random) {
    this.#node = node;
    this.#world = world;
    this.peer = new Peer(config, this, ACCOUNTED_MAC, random);
  }

  get isPaused(): boolean {
    return this.#waiting !== null;
  }

  pause(): void {
    this.#waiting ??= [];
  }

  /** Handles what waited, and returns how much that was. Its timer, if it is due, comes after that. */
  resume(): number {
    const { nowUs } = this.#world;
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    this.#waitingBytes = 0;
    for (const { bytes, from } of waiting) this.peer.receive(bytes, from, nowUs / 1000);
    return waiting.length;
  }

  /** A datagram arrived while the node is paused. True if it waits in the socket; else it is lost. */
  keep(bytes: Uint8Array, from: AddressToken): boolean {
    const room = bytes.length + SOCKET_OVERHEAD_BYTES;
    if (this.#waitingBytes + room > SOCKET_BUFFER_BYTES) {
      this.overflowed++;
      return false;
    }
    this.#waitingBytes += room;
    this.#waiting?.push({ bytes, from });
    return true;
  }

  // The verbs of the port.

  send(to: AddressToken, bytes: Uint8Array): void {
    this.#world.carry(to - 1, bytes);
  }

  wakeAt(ms: number): void {
    const { nowUs, timers } = this.#world;
    timers.set(this.#node, Math.max(nowUs, microsNoEarlier(ms)));
  }

  accepted(sequence: number): void {
    this.#world.sink.accepted(this.#node, sequence);
  }

  deliver(message: Datagram, bytes: Uint8Array, via: Neighbour | null): void {
    this.#world.sink.delivered(this.#node, message, bytes, via);
  }

  gap(origin: number, count: number): void {
    this.#world.sink.gap(this.#node, origin, count);
  }

  neighbour(neighbour: Neighbour, down: DownReason | null): void {
    this.#world.sink.neighbour(this.#node, neighbour, down);
  }

  sighted(): void {}
}

/** The first whole microsecond at which a peer that asked for `ms` finds that it is time. */
function microsNoEarlier(ms: number): number {
  const us = Math.ceil(ms * 1000);
  return us / 1000 < ms ? us + 1 : us;
}
