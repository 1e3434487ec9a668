/**
 * What all parts of a peer share: who it is, how to sign, where to send, what to count, and one timer for three: the
 * keepalive, and the two halves of catching up, each say when they want to be woken, and the surroundings are asked for the
 * earliest of these times.
 */
import { type AddressToken, UNKNOWN_ADDRESS } from './address.ts';
import { Counters } from './counters.ts';
import type { Mac, PeerPort } from './port.ts';
import { layOut, NumberRow } from './rows.ts';
import { macAtOf } from './wire.ts';

export interface PeerConfig {
  /** 48 bits; see docs/wire-format.md for how a name becomes one. */
  id: number;
  /** 48 bits; higher with each start. */
  boot: number;
  /** UTF-8, at most 32 bytes; carried for people. */
  name: Uint8Array;
  /** Tells meshes apart; derived from the mesh's key. */
  network: number;
  keepaliveMs: number;
  hopLimit: number;
  /** Where a test of the wrap starts counting. */
  firstSequence?: number;
  maxOrigins?: number;
  /** How many messages are held for others; with 0 there is no catching up. */
  storeMessages?: number;
}

/** What peers of a mesh have in common. */
export type Rules = Pick<PeerConfig, 'network' | 'keepaliveMs' | 'hopLimit'>;

let rulesOfLast: Rules = { network: 0, keepaliveMs: 0, hopLimit: 0 };

/** One object for all that have the same, so that it stays in the cache. */
function rulesOf({ network, keepaliveMs, hopLimit }: PeerConfig): Rules {
  const last = rulesOfLast;
  if (last.network !== network || last.keepaliveMs !== keepaliveMs || last.hopLimit !== hopLimit)
    rulesOfLast = { network, keepaliveMs, hopLimit };
  return rulesOfLast;
}

export class Sender extends NumberRow {
  declare readonly id: number;
  declare readonly boot: number;
  // Times in milliseconds; infinity where there is nothing to wake for.
  /** When the first neighbour is due. */
  declare keepaliveAtMs: number;
  /** When to ask for what is lacking; too early at times, never too late. */
  declare pullAtMs: number;
  /** When to tell the neighbours what was pulled. */
  declare newsAtMs: number;
  /** When the surroundings were asked to wake it; NaN when they have done so. */
  declare private askedAtMs: number;
  /** When it noticed last that it was late, in microseconds; -1 before the first time. */
  declare lateUs: number;
  /** How many boots something is lacking of. */
  declare wants: number;

  static {
    layOut(Sender.prototype, {
      ...{ id: 'f64', boot: 'f64', keepaliveAtMs: 'f64', pullAtMs: 'f64', newsAtMs: 'f64' },
      ...{ askedAtMs: 'f64', lateUs: 'f64', wants: 'u32' },
    });
  }

  readonly counters = new Counters();
  readonly name: Uint8Array;
  readonly rules: Rules;
  readonly port: PeerPort;
  readonly mac: Mac;

  constructor(config: PeerConfig, port: PeerPort, mac: Mac) {
    super();
    this.id = config.id;
    this.boot = config.boot;
    this.keepaliveAtMs = this.pullAtMs = this.newsAtMs = this.askedAtMs = Number.POSITIVE_INFINITY;
    this.lateUs = -1;
    this.name = config.name;
    this.rules = rulesOf(config);
    this.port = port;
    this.mac = mac;
  }

  /** The same bytes, with their MAC in its place. */
  signed(bytes: Uint8Array): Uint8Array {
    this.mac.sign(bytes, macAtOf(bytes));
    return bytes;
  }

  /** Something is lacking, or there is something to tell. */
  isCatchingUp(nowMs: number): boolean {
    return this.wants > 0 || this.newsAtMs <= nowMs;
  }

  /** The timer went off; until something else is asked for, it will not do so again. */
  rang(): void {
    this.askedAtMs = Number.NaN;
  }

  /** Asks to be woken at the earliest of the times that are due. */
  setTimer(): void {
    const earliestMs = Math.min(this.keepaliveAtMs, this.pullAtMs, this.newsAtMs);
    if (earliestMs === this.askedAtMs) return;
    this.askedAtMs = earliestMs;
    this.port.wakeAt(earliestMs);
  }

  send(to: AddressToken, bytes: Uint8Array): void {
    if (to === UNKNOWN_ADDRESS) return;
    this.counters['bytes.sent'] += bytes.length;
    this.port.send(to, bytes);
  }
}
