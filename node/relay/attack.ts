/**
 * A stranger: sends a node what none of its neighbours would, from a socket that it was told nothing of, and counts what
 * comes back. A relay can be one, since it is where the node can be reached and sees what its neighbours really send.
 *
 *     garbage    random bytes, from none at all to more than a peer would send
 *     forged     what a neighbour has just sent, one bit of it the other way round
 *     replayed   what a neighbour has just sent, as it is
 *
 * Until something has been recorded that could be forged or replayed, garbage takes its turn.
 */
import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { AttackKind, AttackResult } from '../contract/relay.ts';
import type { Random } from '../core/random.ts';
import type { Place } from './socket.ts';

const MOST_GARBAGE_BYTES = 1_400;
const RECORDED = 32;
/** An answer to the last datagram has this long to come. */
const LISTENS_ON_MS = 300;
const SHOWN_BYTES = 32;

export interface AttackPlan {
  kinds: readonly AttackKind[];
  count: number;
  everyMs: number;
}

export class Attack {
  readonly #target: Place;
  readonly #random: Random;
  readonly #socket: Socket;
  readonly #recorded: Uint8Array[] = [];
  readonly #result: AttackResult = { sent: { garbage: 0, forged: 0, replayed: 0 }, answers: 0 };
  #recordings = 0;

  /** Binds a port of the system's choice on `host`. Rejects with the system's error. */
  static open(host: string, target: Place, random: Random): Promise<Attack> {
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

  private constructor(family: 4 | 6, target: Place, random: Random) {
    this.#target = target;
    this.#random = random;
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
    this.#recorded[this.#recordings++ % RECORDED] = Uint8Array.from(bytes);
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

  #sendOne(wanted: AttackKind): void {
    const model = this.#recorded[this.#random.below(Math.max(1, this.#recorded.length))];
    const kind = model === undefined ? 'garbage' : wanted;
    const bytes = kind === 'garbage' || model === undefined ? this.#garbage() : model;
    this.#result.sent[kind]++;
    this.#socket.send(
      kind === 'forged' ? this.#forged(bytes) : bytes,
      this.#target.port,
      this.#target.host,
      () => {},
    );
  }

  #garbage(): Uint8Array {
    const bytes = new Uint8Array(this.#random.below(MOST_GARBAGE_BYTES + 1));
    for (let i = 0; i < bytes.length; i++) bytes[i] = this.#random.below(256);
    return bytes;
  }

  #forged(bytes: Uint8Array): Uint8Array {
    const copy = Uint8Array.from(bytes);
    const bit = this.#random.below(Math.max(1, 8 * copy.length));
    if (copy.length > 0) copy[bit >> 3] = copy[bit >> 3]! ^ (1 << (bit & 7));
    return copy;
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
