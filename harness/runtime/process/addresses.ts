/**
 * Addresses on the loopback device for the nodes of one run, such that no two runs on a machine ever meet.
 *
 * On Linux all of 127.0.0.0/8 is there without any set-up, so every node has an address of its own and all
 * have the same port, as in containers. A run takes a whole block: 127.A.B.0/24 with A below 128 for up to
 * 253 nodes, 127.A.0.0/16 with A from 128 on for more. Blocks of the two sizes cannot overlap. A block is
 * held by a socket in the abstract namespace, which the kernel closes with its owner, however that ends.
 * The port is held on the block's first address, so that no program that binds all addresses takes it.
 *
 * Of IPv6 there is only ::1, so every node has a port of its own. A run takes stretches of ports, each held by a socket as a
 * block is, below those that systems choose from themselves. A node's port is held until it is freed for the node.
 *
 * Elsewhere there is only 127.0.0.1 or ::1: every node has a port of the system's choice, held until it is freed.
 */

import { randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { createServer, isIPv6, type Server } from 'node:net';

import type { Endpoint } from '../../../node/contract/types.ts';
import { EXIT, MeshbedError } from '../../common/errors.ts';

export interface Addresses {
  of(node: string): Endpoint;
  /** Ports tell nodes apart, and not addresses. */
  areShared: boolean;
  /** In words: `127.12.34.0/24`. */
  block: string;
  /** Frees a node's endpoint for the node itself, where it was held for it until now. */
  free(node: string): Promise<void>;
  release(): Promise<void>;
}

const SMALL_BLOCK_NODES = 253;
export const LARGE_BLOCK_NODES = 65_000;
const FIRST_PORT = 10_000;
const STRETCH_PORTS = 100;
const STRETCHES = 200;
/** On ::1, relays with them. */
export const PORTS_OF_ONE_ADDRESS = STRETCHES * STRETCH_PORTS;
const TRIES = 200;

export async function reserveLoopbackAddresses(
  nodes: readonly string[],
  kind: 'ipv4' | 'ipv6' = 'ipv4',
): Promise<Addresses> {
  if (process.platform !== 'linux') return reservePorts(nodes, kind === 'ipv6' ? '::1' : '127.0.0.1');
  return kind === 'ipv6' ? takePorts(nodes) : takeBlock(nodes);
}

async function takeBlock(nodes: readonly string[]): Promise<Addresses> {
  if (nodes.length > LARGE_BLOCK_NODES) throw tooMany(nodes.length, LARGE_BLOCK_NODES);
  const large = nodes.length > SMALL_BLOCK_NODES;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const a = large ? randomInt(128, 255) : randomInt(1, 128);
    const b = large ? 0 : randomInt(0, 256);
    const lock = await hold(`meshbed-127.${a}.${b}`);
    if (lock === null) continue;
    const port = randomInt(10_000, 30_000);
    const holder = await bindUdp(`127.${a}.${b}.1`, port);
    if (holder === null) {
      lock.close();
      continue;
    }
    const hosts = new Map(
      nodes.map((node, index) => {
        const place = index + 2;
        return [node, large ? `127.${a}.${place >> 8}.${place & 255}` : `127.${a}.${b}.${place}`];
      }),
    );
    return {
      of: (node) => ({ host: hosts.get(node) ?? unknown(node), port }),
      areShared: false,
      block: large ? `127.${a}.0.0/16` : `127.${a}.${b}.0/24`,
      free: async () => {},
      release: async () => {
        holder.close();
        lock.close();
      },
    };
  }
  throw noAddresses();
}

async function takePorts(nodes: readonly string[]): Promise<Addresses> {
  const needed = Math.ceil(nodes.length / STRETCH_PORTS);
  if (needed > STRETCHES) throw tooMany(nodes.length, PORTS_OF_ONE_ADDRESS);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const first = FIRST_PORT + randomInt(0, STRETCHES - needed + 1) * STRETCH_PORTS;
    const locks = await allOrNone(Array.from({ length: needed }), (_, i) =>
      hold(`meshbed-[::1]:${first + i * STRETCH_PORTS}`),
    );
    if (locks === null) continue;
    const held = await allOrNone(nodes, (_, i) => bindUdp('::1', first + i));
    if (held !== null) return onOneAddress('::1', nodes, held, locks);
    for (const lock of locks) lock.close();
  }
  throw noAddresses();
}

/** Exported for its test: it works on Linux too. */
export async function reservePorts(nodes: readonly string[], host: string): Promise<Addresses> {
  const held = await allOrNone(nodes, () => bindUdp(host, 0));
  if (held === null) throw noAddresses();
  return onOneAddress(host, nodes, held);
}

/** `sockets`: of each node one that holds its port. */
function onOneAddress(
  host: string,
  nodes: readonly string[],
  sockets: readonly Socket[],
  locks: readonly Server[] = [],
): Addresses {
  const held = new Map(nodes.map((node, i) => [node, sockets[i]!]));
  const ports = new Map([...held].map(([node, socket]) => [node, socket.address().port]));
  const close = (socket: Socket) => new Promise<void>((resolve) => socket.close(() => resolve()));
  return {
    of: (node) => ({ host, port: ports.get(node) ?? unknown(node) }),
    areShared: true,
    block: host.includes(':') ? `${host}/128` : `${host}/32`,
    async free(node) {
      const socket = held.get(node);
      held.delete(node);
      if (socket !== undefined) await close(socket);
    },
    async release() {
      await Promise.all([...held.values()].map(close));
      held.clear();
      for (const lock of locks) lock.close();
    },
  };
}

/** One for each, in their order; null, and none is left open, where one cannot be had. */
async function allOrNone<Of, Open extends { close(): unknown }>(
  list: readonly Of[],
  open: (each: Of, i: number) => Promise<Open | null>,
): Promise<Open[] | null> {
  const opened: Open[] = [];
  for (const [i, each] of list.entries()) {
    const one = await open(each, i);
    if (one === null) {
      for (const other of opened) other.close();
      return null;
    }
    opened.push(one);
  }
  return opened;
}

/** In the abstract namespace. Null where somebody has it. */
function hold(name: string): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer((connection) => connection.destroy());
    server.once('error', () => resolve(null));
    server.listen(`\0${name}`, () => {
      server.unref();
      resolve(server);
    });
  });
}

function bindUdp(host: string, port: number): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
    socket.once('error', () => {
      socket.close();
      resolve(null);
    });
    socket.bind({ address: host, port, exclusive: true }, () => {
      socket.unref();
      resolve(socket);
    });
  });
}

function unknown(node: string): never {
  throw new Error(`no node ${node} in this plan`);
}

function tooMany(nodes: number, room: number): MeshbedError {
  return new MeshbedError(
    'TOO_MANY_NODES',
    `${nodes} nodes do not fit on the loopback device: there is room for ${room}.`,
    'Run fewer nodes, or use the runtime sim.',
    EXIT.badInput,
  );
}

function noAddresses(): MeshbedError {
  return new MeshbedError(
    'NO_ADDRESSES',
    'No free loopback addresses were found.',
    'End other runs, or use the runtime docker.',
    EXIT.noEngine,
  );
}
