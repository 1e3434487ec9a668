/**
 * Binds one peer of the pure core to a socket, a timer and this process's clock. Both ways of running it, under
 * the contract and on its own, go through here; they differ in where commands come from and events go.
 */

import type { HostDelivery, HostHandlers, HostSetup } from '../contract/host.ts';
import { idOfName, messageName, nameOnWire, textOfId } from '../contract/names.ts';
import type { PeerOptions } from '../contract/options.ts';
import type { AddressToken } from '../core/address.ts';
import type { Neighbour } from '../core/neighbour.ts';
import { type InjectRefusal, Peer } from '../core/peer.ts';
import type { DownReason, PeerPort } from '../core/port.ts';
import type { Datagram } from '../core/wire.ts';
import { type HostPort, UdpEndpoint } from './endpoint.ts';
import { Inbox } from './inbox.ts';
import type { MeshKeys } from './keys.ts';

/** As of any host, but with the keys that are derived of the mesh's. */
export interface UdpHostSetup extends Omit<HostSetup, 'key' | keyof PeerOptions> {
  keys: MeshKeys;
  keepaliveMs: number;
  hopLimit: number;
  storeMessages: number;
}

export interface UdpDelivery extends HostDelivery {
  origin: string;
  payload: Buffer;
}

/** Somebody who writes authentic datagrams and is no neighbour, or has moved, or has our own id. */
export interface Sighting {
  id: number;
  boot: number;
  name: string;
  host: string;
  port: number;
}

/** What peers on their own want to know besides. */
export interface UdpHostHandlers extends Omit<HostHandlers, 'delivered' | 'neighbour'> {
  delivered(delivery: UdpDelivery): void;
  neighbour(name: string, down: DownReason | null, neighbour: Neighbour): void;
  sighted?(sighting: Sighting): void;
}

export class PeerHost implements PeerPort {
  readonly peer: Peer;
  readonly #setup: UdpHostSetup;
  readonly #handlers: UdpHostHandlers;
  readonly #inbox: Inbox = new Inbox((bytes, from) => {
    this.peer.hasBacklog = this.#inbox.isWaiting;
    this.peer.receive(bytes, from, performance.now());
  });
  #endpoint!: UdpEndpoint;
  /** Of origins and neighbours, to tell people of gaps. */
  readonly #names = new Map<number, string>();
  #timer: NodeJS.Timeout | undefined;
  #wakeAtMs = Number.POSITIVE_INFINITY;
  /** Where the datagram that is being handled came from. */
  #source: HostPort = { host: '', port: 0 };

  private constructor(setup: UdpHostSetup, handlers: UdpHostHandlers) {
    this.#setup = setup;
    this.#handlers = handlers;
    const { name, boot, keys, keepaliveMs, hopLimit, storeMessages, random } = setup;
    const config = { id: idOfName(name), boot, name: nameOnWire(name), keepaliveMs, hopLimit, storeMessages };
    this.#names.set(config.id, name);
    this.peer = new Peer({ ...config, network: keys.network }, this, keys.mac, random);
  }

  static async open(setup: UdpHostSetup, handlers: UdpHostHandlers): Promise<PeerHost> {
    const host = new PeerHost(setup, handlers);
    host.#endpoint = await UdpEndpoint.open(setup.listen, (bytes, from, address, port) => {
      host.#source.host = address;
      host.#source.port = port;
      host.#inbox.take(bytes, from);
    });
    return host;
  }

  get address(): HostPort {
    return this.#endpoint.address;
  }

  setNeighbours(list: readonly { node: string; host: string; port: number }[]): void {
    const neighbours = list.map(({ node, host, port }) => ({
      id: idOfName(node),
      name: node,
      address: this.#endpoint.tokenOf(host, port),
    }));
    for (const { id, name } of neighbours) this.#names.set(id, name);
    this.peer.setNeighbours(neighbours, performance.now());
  }

  addNeighbour(sighting: Sighting): void {
    const { id, name, host, port } = sighting;
    this.peer.addNeighbour(id, name, this.#endpoint.tokenOf(host, port), performance.now());
  }

  tokenOf({ host, port }: HostPort): AddressToken {
    return this.#endpoint.tokenOf(host, port);
  }

  inject(payload: Uint8Array): InjectRefusal | null {
    return this.peer.inject(payload);
  }

  stats(): Record<string, number> {
    const { dropped, peak } = this.#inbox;
    const inbox = { 'drop.inbox-full': dropped, 'inbox.peak': peak };
    const { messages, bytes } = this.peer.held;
    const store = { 'store.messages': messages, 'store.bytes': bytes };
    return { ...this.peer.counters, ...store, ...inbox, ...this.#endpoint.stats() };
  }

  /** Closes the socket; with `goodbye`, after the neighbours have been told. */
  async close(goodbye: boolean): Promise<void> {
    if (goodbye) this.peer.leave();
    clearTimeout(this.#timer);
    this.#inbox.clear();
    this.#wakeAtMs = Number.POSITIVE_INFINITY;
    await this.#endpoint.close();
  }

  // The verbs of the port.

  /** It leaves later; that is why P4 of the peer matters. */
  send(to: AddressToken, bytes: Uint8Array): void {
    this.#endpoint.send(to, bytes);
  }

  /**
   * Timers count whole milliseconds from the beginning of the event loop's turn, so one for the millisecond in which the moment
   * lies may come before it, and would have to be set again.
   */
  wakeAt(ms: number): void {
    this.#wakeAtMs = ms;
    clearTimeout(this.#timer);
    if (ms === Number.POSITIVE_INFINITY) return;
    const leftMs = Math.max(0, ms - performance.now());
    this.#timer = setTimeout(this.#wake, leftMs === 0 ? 0 : Math.ceil(leftMs) + 1);
  }

  accepted(sequence: number): void {
    this.#handlers.accepted(messageName(this.#ownName(), this.#setup.boot, sequence));
  }

  deliver(message: Datagram, bytes: Uint8Array, via: Neighbour | null): void {
    const { id, boot, sequence, hops, payloadAt, payloadBytes } = message;
    const origin = textOfId(id, text(bytes, message.nameAt, message.nameBytes));
    if (!this.#names.has(id)) this.#names.set(id, origin);
    this.#handlers.delivered({
      message: messageName(origin, boot, sequence),
      origin,
      payload: Buffer.from(bytes.buffer, bytes.byteOffset + payloadAt, payloadBytes),
      hops,
      via: via?.name,
    });
  }

  gap(origin: number, count: number): void {
    this.#handlers.gap(this.#names.get(origin) ?? textOfId(origin, ''), count);
  }

  neighbour(neighbour: Neighbour, down: DownReason | null): void {
    this.#handlers.neighbour(neighbour.name, down, neighbour);
  }

  sighted(message: Datagram, bytes: Uint8Array): void {
    const { id, boot, nameAt, nameBytes } = message;
    const name = textOfId(id, text(bytes, nameAt, nameBytes));
    this.#handlers.sighted?.({ id, boot, name, ...this.#source });
  }

  /** Timers may fire a fraction of a millisecond early; the core counts on being woken when it asked. */
  readonly #wake = (): void => {
    const nowMs = performance.now();
    if (nowMs < this.#wakeAtMs) this.wakeAt(this.#wakeAtMs);
    else {
      this.peer.hasBacklog = this.#inbox.isWaiting;
      this.peer.timer(nowMs);
    }
  };

  #ownName(): string {
    const { name } = this.#setup;
    return textOfId(idOfName(name), Buffer.from(nameOnWire(name)).toString('utf8'));
  }
}

function text(bytes: Uint8Array, at: number, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + at, length).toString('utf8');
}
