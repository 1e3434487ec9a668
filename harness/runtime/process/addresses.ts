/**
 * Addresses for the nodes of one run in 127.0.0.0/8, such that no two runs on a machine ever meet.
 *
 * On Linux all of 127.0.0.0/8 is there without any set-up, so every node has an address of its own and all
 * have the same port, as in containers. A run takes a whole block: 127.A.B.0/24 with A below 128 for up to
 * 253 nodes, 127.A.0.0/16 with A from 128 on for more. Blocks of the two sizes cannot overlap. A block is
 * held by a socket in the abstract namespace, which the kernel closes with its owner, however that ends.
 * The port is held on the block's first address, so that no program that binds all addresses takes it.
 *
 * Elsewhere there is only 127.0.0.1: every node has a port of its own, held until `release`.
 */

import { randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { createServer, type Server } from 'node:net';

import type { Endpoint } from '../../../node/contract/types.ts';
import { EXIT, MeshbedError } from '../../common/errors.ts';

export interface Addresses {
  of(node: string): Endpoint;
  /** In words: `127.12.34.0/24`. */
  block: string;
  /** Frees a node's endpoint for the node itself, where it was held for it until now. */
  free(node: string): Promise<void>;
  release(): Promise<void>;
}

const SMALL_BLOCK_NODES = 253;
export const LARGE_BLOCK_NODES = 65_000;
const TRIES = 200;

export async function reserveLoopbackAddresses(nodes: readonly string[]): Promise<Addresses> {
  return process.platform === 'linux' ? takeBlock(nodes) : reservePorts(nodes);
}

async function takeBlock(nodes: readonly string[]): Promise<Addresses> {
  if (nodes.length > LARGE_BLOCK_NODES) {
    throw new MeshbedError(
      'TOO_MANY_NODES',
      `${nodes.length} nodes do not fit into one block of loopback addresses (${LARGE_BLOCK_NODES}).`,
      'Run fewer nodes, or use the runtime sim.',
      EXIT.badInput,
    );
  }
  const large = nodes.length > SMALL_BLOCK_NODES;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const a = large ? randomInt(128, 255) : randomInt(1, 128);
    const b = large ? 0 : randomInt(0, 256);
    const lock = await holdBlock(`meshbed-127.${a}.${b}`);
    if (lock === null) continue;
    const port = randomInt(10_000, 30_000);
    const holder = await bind(`127.${a}.${b}.1`, port);
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

/** Exported for its test: it works on Linux too. */
export async function reservePorts(nodes: readonly string[]): Promise<Addresses> {
  const held = new Map<string, Socket>();
  const ports = new Map<string, number>();
  for (const node of nodes) {
    const socket = await bind('127.0.0.1', 0);
    if (socket === null) throw noAddresses();
    held.set(node, socket);
    ports.set(node, socket.address().port);
  }
  const close = (socket: Socket) => new Promise<void>((resolve) => socket.close(() => resolve()));
  return {
    of: (node) => ({ host: '127.0.0.1', port: ports.get(node) ?? unknown(node) }),
    block: '127.0.0.1/32',
    async free(node) {
      const socket = held.get(node);
      held.delete(node);
      if (socket !== undefined) await close(socket);
    },
    async release() {
      await Promise.all([...held.values()].map(close));
      held.clear();
    },
  };
}

function holdBlock(name: string): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer((connection) => connection.destroy());
    server.once('error', () => resolve(null));
    server.listen(`\0${name}`, () => {
      server.unref();
      resolve(server);
    });
  });
}

function bind(host: string, port: number): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
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

function noAddresses(): MeshbedError {
  return new MeshbedError(
    'NO_ADDRESSES',
    'No free block of loopback addresses was found.',
    'End other runs, or use the runtime docker.',
    EXIT.noEngine,
  );
}
