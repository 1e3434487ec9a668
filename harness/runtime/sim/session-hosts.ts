/**
 * The peers of a world as the sessions of their nodes see them: names and addresses on this side, numbers on the other.
 */

import type { Host, HostHandlers, OpenHost } from '../../../node/contract/host.ts';
import { idOfName, messageName, nameOnWire, textOfId } from '../../../node/contract/names.ts';
import type { Endpoint, PeerAddress } from '../../../node/contract/types.ts';
import type { Neighbour } from '../../../node/core/neighbour.ts';
import type { DownReason } from '../../../node/core/port.ts';
import type { Datagram } from '../../../node/core/wire.ts';
import type { WorldSink } from './engine/types.ts';
import type { World } from './engine/world.ts';

/** All nodes have the same; which one it is makes no difference where there is no machine. */
const PORT = 9_000;

/** One mesh is alone in its world, so any number does that is the same everywhere. */
const NETWORK = 1;

/** Counters that are always told, also when nothing was counted. The many others would fill journals with zeros. */
const ALWAYS_TOLD = [
  'data.sent',
  'data.received',
  'data.duplicate',
  'delivered',
  'bytes.sent',
  'bytes.received',
];

export class SessionHosts implements WorldSink {
  readonly #numbers: ReadonlyMap<string, number>;
  /** How each node's messages begin. */
  readonly #origins: readonly string[];
  readonly #namesById: ReadonlyMap<number, string>;
  readonly #handlers: (HostHandlers | null)[];
  readonly #boots: Int32Array;
  #world: World | null = null;

  constructor(names: readonly string[]) {
    this.#numbers = new Map(names.map((name, number) => [name, number]));
    this.#origins = names.map((name) => textOfId(idOfName(name), text(nameOnWire(name))));
    this.#namesById = new Map(names.map((name) => [idOfName(name), name]));
    this.#handlers = names.map(() => null);
    this.#boots = new Int32Array(names.length);
  }

  /** The world whose peers they are; it tells this what happens. */
  inhabit(world: World): void {
    this.#world = world;
  }

  number(node: string): number {
    const number = this.#numbers.get(node);
    if (number === undefined) throw new Error(`no node ${node} in this plan`);
    return number;
  }

  addressOf(node: string): Endpoint {
    const place = this.number(node) + 1;
    return { host: `10.${place >>> 16}.${(place >>> 8) & 255}.${place & 255}`, port: PORT };
  }

  pause(node: string): void {
    this.#world?.pause(this.number(node));
  }

  resume(node: string): void {
    this.#world?.resume(this.number(node));
  }

  /** The peer is gone, with all that it knew. */
  end(node: string): void {
    const number = this.number(node);
    this.#handlers[number] = null;
    this.#world?.end(number);
  }

  /** Datagrams for which the node's socket had no room while it was paused. */
  overflowed(node: string): number {
    return this.#world?.stats(this.number(node))['drop.socket-overflow'] ?? 0;
  }

  readonly open: OpenHost = async ({ name, boot, listen, random, ...options }, handlers) => {
    const number = this.number(name);
    const world = this.#world!;
    const { keepaliveMs, hopLimit, storeMessages } = options;
    world.boot(number, { boot, network: NETWORK, keepaliveMs, hopLimit, storeMessages, random });
    this.#handlers[number] = handlers;
    this.#boots[number] = boot;
    return {
      address: listen,
      setNeighbours: (list) => world.setNeighbours(number, this.#atAddresses(list)),
      inject: (payload) => world.inject(number, payload),
      stats: () => effects(world.stats(number)),
      close: async (goodbye) => {
        if (goodbye) world.leave(number);
        this.end(name);
      },
    } satisfies Host;
  };

  // What the world tells.

  accepted(node: number, sequence: number): void {
    this.#handlers[node]?.accepted(messageName(this.#origins[node]!, this.#boots[node]!, sequence));
  }

  delivered(node: number, message: Datagram, bytes: Uint8Array, via: Neighbour | null): void {
    const { id, boot, sequence, hops, payloadAt, payloadBytes, nameAt, nameBytes } = message;
    const origin = textOfId(id, text(bytes.subarray(nameAt, nameAt + nameBytes)));
    this.#handlers[node]?.delivered({
      message: messageName(origin, boot, sequence),
      payload: bytes.subarray(payloadAt, payloadAt + payloadBytes),
      hops,
      via: via?.name,
    });
  }

  neighbour(node: number, neighbour: Neighbour, down: DownReason | null): void {
    this.#handlers[node]?.neighbour(neighbour.name, down);
  }

  gap(node: number, origin: number, count: number): void {
    this.#handlers[node]?.gap(this.#namesById.get(origin) ?? textOfId(origin, ''), count);
  }

  #atAddresses(list: readonly PeerAddress[]): number[] {
    return list.map(({ host }) => {
      const [, high = 0, middle = 0, low = 0] = host.split('.').map(Number);
      return (high * 256 + middle) * 256 + low - 1;
    });
  }
}

function effects(counters: Record<string, number>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(counters).filter(([name, count]) => count !== 0 || ALWAYS_TOLD.includes(name)),
  );
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}
