/**
 * The peer: a state machine that turns inputs into effects, and nothing else. The inputs are its methods, each
 * with the time at which it happens: `receive`, `timer`, `inject`, `leave`, and the ones that set neighbours.
 * The effects are the verbs of `PeerPort`.
 *
 * The time is any count of milliseconds, with or without a fraction, that starts near 0 (a process's own
 * clock, a virtual one): on the wire it has 48 bits of microseconds, nine years.
 *
 * Invariants:
 * P1. A datagram that is not authentic changes nothing but a counter, and is never answered.
 * P2. A message is delivered at most once in the life of a peer, and never to whom it comes from.
 * P3. A message is sent to every neighbour, up or down, but for the one it came from and its origin: a
 *     keepalive that errs costs a datagram, not a message. (Who was only sighted has to answer once before:
 *     else a replayed PING could have messages sent to an address of the replayer's choice.)
 * P4. Bytes received and bytes sent are never written to: a simulator hands one array to many.
 * P5. Nothing is sent to an address that is no neighbour's, but for `hail`.
 * P6. Only a PONG with this boot's cookie, echoing a probe younger than any answered before, is life.
 * P7. A BYE counts for the boot that it names, and no answer to a probe from before it undoes it. A boot that
 *     has taken its leave does not live again, so a recorded BYE harms nobody.
 */
import { Counters } from './counters.ts';
import { Due, Neighbour } from './neighbour.ts';
import { Origins, Seen } from './origins.ts';
import { type AddressToken, type Mac, type PeerPort, UNKNOWN_ADDRESS } from './port.ts';
import { mix32, type Random } from './random.ts';
import {
  Datagram,
  DatagramType,
  decode,
  encodeBye,
  encodeData,
  encodeProbe,
  MAX_PAYLOAD_BYTES,
  macAtOf,
  withHops,
} from './wire.ts';

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
}

/** Why `inject` refused. */
export type Refusal = 'empty' | 'too-long';

/** An answer to a probe from longer ago than this many keepalives says nothing about now. */
const MAX_ECHO_AGE = { keepalives: 8, leastMs: 3_000 };
const BYE_COPIES = 2;

export class Peer {
  readonly counters = new Counters();
  readonly config: PeerConfig;
  readonly #port: PeerPort;
  readonly #mac: Mac;
  readonly #random: Random;
  readonly #origins: Origins;
  readonly #cookieSecret: number;
  readonly #datagram = new Datagram();
  #neighbours: Neighbour[] = [];
  #sequence: number;
  #wakeAtMs = Number.POSITIVE_INFINITY;
  #left = false;
  /** From when lateness is noticed until the timer has been served. */
  #isLate = false;

  constructor(config: PeerConfig, port: PeerPort, mac: Mac, random: Random) {
    this.config = config;
    this.#port = port;
    this.#mac = mac;
    this.#random = random;
    this.#origins = new Origins(config.maxOrigins);
    this.#cookieSecret = random.u32();
    this.#sequence = config.firstSequence ?? 1;
  }

  get neighbours(): readonly Neighbour[] {
    return this.#neighbours;
  }

  /** Makes these the neighbours. Those that stay keep their state; the first probes leave at once. */
  setNeighbours(list: readonly { id: number; name: string; address: AddressToken }[], nowMs: number): void {
    this.#neighbours = list.map(({ id, name, address }) => {
      const known = this.#byId(id);
      if (!known) return new Neighbour(id, name, address, true, nowMs);
      known.address = address;
      return known;
    });
    this.timer(nowMs);
  }

  /** Adds one that was sighted. Its first probe leaves with the next timer. */
  addNeighbour(id: number, name: string, address: AddressToken, nowMs: number): Neighbour {
    const neighbour = new Neighbour(id, name, address, false, nowMs);
    this.#neighbours.push(neighbour);
    this.#rearm();
    return neighbour;
  }

  removeNeighbour(id: number): void {
    this.#neighbours = this.#neighbours.filter((neighbour) => neighbour.id !== id);
    this.#rearm();
  }

  /** Sends a PING to an address of which nothing is known. Whoever answers is sighted. */
  hail(address: AddressToken, nowMs: number): void {
    this.#ping(address, nowMs);
  }

  /** Broadcasts `payload`, unless it is empty (nobody wants those) or does not fit in a datagram. */
  inject(payload: Uint8Array): Refusal | null {
    if (payload.length === 0) return 'empty';
    if (payload.length > MAX_PAYLOAD_BYTES) return 'too-long';
    const { network, id, boot, name } = this.config;
    const sequence = this.#sequence;
    this.#sequence = (sequence + 1) >>> 0;
    const bytes = this.#signed(encodeData(network, id, boot, sequence, name, payload));
    this.counters.injected++;
    this.#port.accepted(sequence);
    this.#flood(bytes, id, UNKNOWN_ADDRESS);
    return null;
  }

  /** Says goodbye to the neighbours that are up, and falls silent. */
  leave(): void {
    this.#left = true;
    const { network, id, boot } = this.config;
    const bytes = this.#signed(encodeBye(network, id, boot));
    for (const neighbour of this.#neighbours) {
      for (let i = 0; neighbour.isUp && i < BYE_COPIES; i++) {
        this.counters['bye.sent']++;
        this.#send(neighbour.address, bytes);
      }
    }
    this.#rearm();
  }

  timer(nowMs: number): void {
    if (this.#left) return;
    this.#noticeLateness(nowMs);
    this.#isLate = false;
    const { keepaliveMs } = this.config;
    for (const neighbour of this.#neighbours) {
      const due = neighbour.step(nowMs, keepaliveMs, this.#random);
      if (due === Due.PROBE) this.#ping(neighbour.address, nowMs);
      else if (due === Due.SUSPECT_PROBE) {
        this.counters['ping.extra']++;
        this.#ping(neighbour.address, nowMs);
      } else if (due === Due.DEATH) this.#port.neighbour(neighbour, 'timeout');
    }
    this.#rearm();
  }

  receive(bytes: Uint8Array, from: AddressToken, nowMs: number): void {
    if (this.#left) return;
    this.counters['bytes.received'] += bytes.length;
    const message = this.#datagram;
    const problem = this.#authenticate(bytes, message);
    if (problem !== null) {
      this.counters[problem]++;
      return;
    }
    const late = this.#noticeLateness(nowMs);
    const { type } = message;
    if (type === DatagramType.DATA) this.#onData(message, bytes, from);
    else if (type === DatagramType.PING) this.#onPing(message, bytes, from, nowMs);
    else if (type === DatagramType.PONG) this.#onPong(message, bytes, from, nowMs);
    else this.#onBye(message, nowMs);
    if (late || type !== DatagramType.DATA) this.#rearm();
  }

  #authenticate(bytes: Uint8Array, message: Datagram): keyof Counters | null {
    const problem = decode(bytes, message);
    if (problem !== null) return problem;
    if (message.network !== this.config.network) return 'drop.other-network';
    return this.#mac.verify(bytes, message.macAt) ? null : 'drop.bad-mac';
  }

  #onData(message: Datagram, bytes: Uint8Array, from: AddressToken): void {
    const { counters } = this;
    counters['data.received']++;
    const drop = this.#reasonToDrop(message);
    if (drop !== null) {
      counters[drop]++;
      return;
    }
    const via = from === UNKNOWN_ADDRESS ? null : this.#byAddress(from);
    if (via === null) counters['data.unknown-source']++;
    counters.delivered++;
    const { hops, id } = message;
    this.#port.deliver(message, bytes, via);
    if (hops < this.config.hopLimit) this.#flood(withHops(bytes, hops + 1), id, from);
    else counters['drop.hop-limit']++;
  }

  #reasonToDrop({ id, boot, sequence, hops, payloadBytes }: Datagram): keyof Counters | null {
    if (id === this.config.id && boot === this.config.boot) return 'data.duplicate';
    if (hops === 0 || hops > this.config.hopLimit) return 'drop.hop-limit';
    if (payloadBytes === 0) return 'drop.empty';
    switch (this.#origins.accept(id, boot, sequence)) {
      case Seen.FRESH:
        return null;
      case Seen.DUPLICATE:
        return 'data.duplicate';
      case Seen.OLD_BOOT:
        return 'drop.old-boot';
      default:
        return 'drop.origins-full';
    }
  }

  #flood(bytes: Uint8Array, origin: number, except: AddressToken): void {
    for (const neighbour of this.#neighbours) {
      if (neighbour.id === origin || !neighbour.isProven) continue;
      if (neighbour.address === except && except !== UNKNOWN_ADDRESS) continue;
      this.counters['data.sent']++;
      this.#send(neighbour.address, bytes);
    }
  }

  #onPing(message: Datagram, bytes: Uint8Array, from: AddressToken, nowMs: number): void {
    this.counters['ping.received']++;
    const neighbour = this.#recognise(message, bytes, from);
    if (!neighbour) return;
    const { network, id, boot, name, keepaliveMs } = this.config;
    const { sentUs, cookie } = message;
    const pong = encodeProbe(DatagramType.PONG, network, id, boot, sentUs, cookie, name);
    this.counters['pong.sent']++;
    this.#send(neighbour.address, this.#signed(pong));
    if (neighbour.isUp && neighbour.boot === message.boot) return;
    if (neighbour.giveSign(nowMs, keepaliveMs, this.#random)) this.#ping(neighbour.address, nowMs);
  }

  #onPong(message: Datagram, bytes: Uint8Array, from: AddressToken, nowMs: number): void {
    this.counters['pong.received']++;
    const { sentUs, boot } = message;
    const { keepaliveMs } = this.config;
    const roundTripMs = nowMs - sentUs / 1000;
    const tooOldMs = Math.max(MAX_ECHO_AGE.leastMs, MAX_ECHO_AGE.keepalives * keepaliveMs);
    if (message.cookie !== this.#cookie(sentUs) || sentUs > micros(nowMs) || roundTripMs > tooOldMs) {
      this.counters['drop.stale-pong']++;
      return;
    }
    const neighbour = this.#recognise(message, bytes, from);
    if (!neighbour) return;
    if (sentUs <= neighbour.echoUs) {
      this.counters['drop.stale-pong']++;
      return;
    }
    neighbour.echoUs = sentUs;
    const wasUp = neighbour.isUp;
    const restarted = wasUp && neighbour.boot !== boot;
    neighbour.boot = boot;
    neighbour.alive(nowMs, Math.max(0, roundTripMs), keepaliveMs, this.#random);
    if (restarted) this.#port.neighbour(neighbour, 'restarted');
    if (restarted || !wasUp) this.#port.neighbour(neighbour, null);
  }

  #onBye(message: Datagram, nowMs: number): void {
    this.counters['bye.received']++;
    const neighbour = this.#byId(message.id);
    if (!neighbour?.isUp || message.boot < neighbour.boot) {
      this.counters['drop.stale-bye']++;
      return;
    }
    neighbour.echoUs = micros(nowMs);
    neighbour.silence(nowMs, this.config.keepaliveMs, this.#random);
    this.#port.neighbour(neighbour, 'bye');
  }

  /** The neighbour that sent this, after discovery has had a look at whoever is none or has moved. */
  #recognise(message: Datagram, bytes: Uint8Array, from: AddressToken): Neighbour | undefined {
    const { id, boot } = message;
    if (id === this.config.id) {
      this.counters[boot === this.config.boot ? 'drop.own' : 'drop.same-id']++;
      this.#port.sighted(message, bytes);
      return undefined;
    }
    const known = this.#byId(id);
    if (known && (known.isUp || known.address === from)) return known;
    this.#port.sighted(message, bytes);
    const neighbour = known ?? this.#byId(id);
    if (!neighbour) this.counters['drop.unknown-peer']++;
    return neighbour;
  }

  #ping(to: AddressToken, nowMs: number): void {
    const { network, id, boot, name } = this.config;
    const sentUs = micros(nowMs);
    const ping = encodeProbe(DatagramType.PING, network, id, boot, sentUs, this.#cookie(sentUs), name);
    this.counters['ping.sent']++;
    this.#send(to, this.#signed(ping));
  }

  /** Proves that this boot sent a probe at this time, without a memory of all that are on their way. */
  #cookie(sentUs: number): number {
    return mix32((mix32((sentUs >>> 0) ^ this.#cookieSecret) + Math.floor(sentUs / 0x1_0000_0000)) >>> 0);
  }

  /**
   * Invariant K4. True if this peer should have been woken a while ago, and nobody has noticed yet; then it
   * asks to be woken anew.
   */
  #noticeLateness(nowMs: number): boolean {
    const slackMs = Math.max(5, this.config.keepaliveMs / 16);
    if (this.#isLate || !(nowMs - this.#wakeAtMs > slackMs)) return false;
    this.#isLate = true;
    this.counters['timer.late']++;
    for (const neighbour of this.#neighbours) neighbour.reprieve(nowMs);
    this.#wakeAtMs = Number.NaN;
    return true;
  }

  /** Asks to be woken when the first neighbour is due. */
  #rearm(): void {
    let earliestMs = Number.POSITIVE_INFINITY;
    if (!this.#left)
      for (const { dueAtMs } of this.#neighbours) if (dueAtMs < earliestMs) earliestMs = dueAtMs;
    if (earliestMs === this.#wakeAtMs) return;
    this.#wakeAtMs = earliestMs;
    this.#port.wakeAt(earliestMs);
  }

  #signed(bytes: Uint8Array): Uint8Array {
    this.#mac.sign(bytes, macAtOf(bytes));
    return bytes;
  }

  #send(to: AddressToken, bytes: Uint8Array): void {
    if (to === UNKNOWN_ADDRESS) return;
    this.counters['bytes.sent'] += bytes.length;
    this.#port.send(to, bytes);
  }

  #byId(id: number): Neighbour | undefined {
    for (const neighbour of this.#neighbours) if (neighbour.id === id) return neighbour;
    return undefined;
  }

  #byAddress(address: AddressToken): Neighbour | null {
    for (const neighbour of this.#neighbours) if (neighbour.address === address) return neighbour;
    return null;
  }
}

function micros(ms: number): number {
  return Math.floor(ms * 1000);
}
