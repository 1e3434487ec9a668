/**
 * What peers of a world ask for, bound to the virtual clock and the virtual links, as `PeerHost` binds it to a socket. One for
 * all of them: the caller of a peer sets before whose it is. An address is the number of the direction that leads there, plus
 * one.
 */
import type { AddressToken } from '../../../../node/core/address.ts';
import type { Neighbour } from '../../../../node/core/neighbour.ts';
import type { DownReason, PeerPort } from '../../../../node/core/port.ts';
import type { Datagram } from '../../../../node/core/wire.ts';
import type { EffectBuffer } from './effect-buffer.ts';
import { microsNoEarlier } from './micros.ts';
import type { Timers } from './timers.ts';
import type { WorldSink } from './types.ts';

/** What it needs of the world. */
export interface PortContext {
  readonly sink: WorldSink;
  readonly nowUs: number;
  readonly timers: Timers;
  readonly effects: EffectBuffer;
  /** A datagram enters a direction now. */
  carry(direction: number, bytes: Uint8Array): void;
}

export class Port implements PeerPort {
  /** The node whose peer is called. */
  node = -1;
  readonly #world: PortContext;

  constructor(world: PortContext) {
    this.#world = world;
  }

  send(to: AddressToken, bytes: Uint8Array): void {
    this.#world.carry(to - 1, bytes);
  }

  wakeAt(ms: number): void {
    const { nowUs, timers } = this.#world;
    timers.set(this.node, Math.max(nowUs, microsNoEarlier(ms)));
  }

  accepted(sequence: number): void {
    this.#world.sink.accepted(this.node, sequence);
  }

  deliver(message: Datagram, bytes: Uint8Array, via: Neighbour | null): void {
    const { effects, nowUs } = this.#world;
    effects.delivered(nowUs, this.node, message, bytes, via);
  }

  gap(origin: number, count: number): void {
    const { effects, nowUs } = this.#world;
    effects.gap(nowUs, this.node, origin, count);
  }

  neighbour(neighbour: Neighbour, down: DownReason | null): void {
    const { effects, nowUs } = this.#world;
    effects.neighbour(nowUs, this.node, neighbour, down);
  }

  sighted(): void {}
}
