/**
 * A link of ours: two sockets between two instances, each told one of them as the other's address. What comes to one
 * leaves by the other, and we see when. Only for programs that run on this machine as processes.
 */

import { createSocket, type Socket } from 'node:dgram';

import type { Endpoint } from '../../../node/contract/types.ts';

export class Tap {
  readonly #sockets: readonly [Socket, Socket];
  /** Told of each datagram that comes from the first end. */
  onFirst: (bytes: Buffer) => void = () => {};

  /** `ends` are where the two really listen. */
  static async open(ends: readonly [Endpoint, Endpoint]): Promise<Tap> {
    const sockets = [await bound(), await bound()] as const;
    return new Tap(sockets, ends);
  }

  private constructor(sockets: readonly [Socket, Socket], [first, second]: readonly [Endpoint, Endpoint]) {
    this.#sockets = sockets;
    const [forFirst, forSecond] = sockets;
    forFirst.on('message', (bytes) => {
      this.onFirst(bytes);
      forSecond.send(bytes, second.port, second.host);
    });
    forSecond.on('message', (bytes) => forFirst.send(bytes, first.port, first.host));
    // A datagram to an instance that is down comes back as an error.
    for (const socket of sockets) socket.on('error', () => {});
  }

  /** Where the first end finds the second, and the second the first. */
  get places(): [Endpoint, Endpoint] {
    const [forFirst, forSecond] = this.#sockets.map((socket) => {
      const { address, port } = socket.address();
      return { host: address, port };
    });
    return [forFirst!, forSecond!];
  }

  close(): void {
    for (const socket of this.#sockets) socket.close();
  }
}

async function bound(): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', lookup: (host, _options, done) => done(null, host, 4) });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, '127.0.0.1', resolve);
  });
  return socket;
}
