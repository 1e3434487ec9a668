/**
 * A stranger (`node/link/stranger.ts`) with a real socket, of which the node was told nothing; counts what comes back. A
 * relay can be one, since it is where the node can be reached and sees what its neighbours really send.
 */
import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { AttackResult } from '../contract/relay.ts';
import type { Random } from '../core/random.ts';
import { flipBit } from '../link/link-model.ts';
import { type AttackKind, Stranger } from '../link/stranger.ts';
import type { SocketAddress } from './socket.ts';

/** An answer to the last datagram has this long to come. */
const LISTENS_ON_MS = 300;
const SHOWN_BYTES = 32;

export interface AttackPlan {
  kinds: readonly AttackKind[];
  count: number;
  everyMs: number;
}

export class Attack {
  readonly #target: SocketAddress;
  readonly #stranger: Stranger;
  readonly #socket: Socket;
  readonly #result: AttackResult;

  /** Binds a port of the system's choice on `host`. Rejects with the system's error. */
  static open(host: string, target: SocketAddress, random: Random): Promise<Attack> {
    const attack = new Attack(isIPv6(host) ? 6 : 4, target, random);
    return new Promise((resolve, reject) => {
      attack.#socket.once('error', reject);
      attack.#socket.bind({ address: host, port: 0, exclusive: true }, () => {
        attack.#socket.off('error', reject);
        attack.#socket.on('error', () => {});
        resolve(attack);
      });
    });
  }

  private constructor(family: 4 | 6, target: SocketAddress, random: Random) {
    this.#target = target;
    this.#stranger = new Stranger(random);
    this.#result = { sent: this.#stranger.sent, answers: 0 };
    this.#socket = createSocket({
      type: family === 6 ? 'udp6' : 'udp4',
      lookup: (address, _options, callback) => callback(null, address, family),
    });
    this.#socket.on('message', (bytes, from) => {
      if (from.address !== target.host || from.port !== target.port) return;
      if (this.#result.answers++ === 0)
        this.#result.firstAnswer = Buffer.from(bytes.subarray(0, SHOWN_BYTES)).toString('base64');
    });
  }

  /** What a neighbour of the target sends. The bytes are copied. */
  record(bytes: Uint8Array): void {
    this.#stranger.record(bytes);
  }

  /** Sends `count` datagrams, the kinds in turn, and closes. */
  async carryOut({ kinds, count, everyMs }: AttackPlan): Promise<AttackResult> {
    const beganMs = performance.now();
    for (let i = 0; i < count; i++) {
      const waitMs = beganMs + i * everyMs - performance.now();
      if (waitMs > 0) await sleep(waitMs);
      this.#sendOne(kinds[i % kinds.length]!);
    }
    await sleep(LISTENS_ON_MS);
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()));
    return this.#result;
  }

  #sendOne(kind: AttackKind): void {
    const { bytes, flippedBit } = this.#stranger.next(kind);
    const sent = flippedBit < 0 ? bytes : Uint8Array.from(bytes);
    if (flippedBit >= 0) flipBit(sent, flippedBit);
    this.#socket.send(sent, this.#target.port, this.#target.host, () => {});
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
