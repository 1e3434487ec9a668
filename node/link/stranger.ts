/**
 * What a stranger sends to a node: what none of its neighbours would.
 *
 *     garbage    random bytes, from none at all to more than a peer would send
 *     forged     what a neighbour has just sent, one bit of it the other way round
 *     replayed   what a neighbour has just sent, as it is
 *
 * Until something has been recorded that could be forged or replayed, garbage takes its turn. Relays send it over real
 * sockets and the simulator over virtual ones.
 */
import type { Random } from '../core/random.ts';

const MOST_GARBAGE_BYTES = 1_400;
const RECORDED = 32;

/** What a stranger sends. */
export const ATTACK_KINDS = ['garbage', 'forged', 'replayed'] as const;
export type AttackKind = (typeof ATTACK_KINDS)[number];

/** One datagram. `flippedBit`: to be sent with this bit the other way round, counted as in `LinkOutcome`; -1 for none. */
export interface Shot {
  bytes: Uint8Array;
  flippedBit: number;
}

export class Stranger {
  readonly sent: Record<AttackKind, number> = { garbage: 0, forged: 0, replayed: 0 };
  readonly #random: Random;
  readonly #recorded: Uint8Array[] = [];
  #recordings = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** What a neighbour of the target sends. The bytes are copied. */
  record(bytes: Uint8Array): void {
    this.#recorded[this.#recordings++ % RECORDED] = Uint8Array.from(bytes);
  }

  next(wanted: AttackKind): Shot {
    const model = this.#recorded[this.#random.below(Math.max(1, this.#recorded.length))];
    const kind = model === undefined ? 'garbage' : wanted;
    this.sent[kind]++;
    if (kind === 'garbage' || model === undefined) return { bytes: this.#garbage(), flippedBit: -1 };
    if (kind === 'replayed' || model.length === 0) return { bytes: model, flippedBit: -1 };
    return { bytes: model, flippedBit: this.#random.below(8 * model.length) };
  }

  #garbage(): Uint8Array {
    const bytes = new Uint8Array(this.#random.below(MOST_GARBAGE_BYTES + 1));
    for (let i = 0; i < bytes.length; i++) bytes[i] = this.#random.below(256);
    return bytes;
  }
}
