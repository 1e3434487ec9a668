/**
 * The peer: a state machine that turns inputs into effects, and nothing else. The inputs are its methods, each
 * with the time at which it happens: `receive`, `timer`, `inject`, `leave`, and the ones that set neighbours.
 * The effects are the verbs of `PeerPort`.
 *
 * The time is any count of milliseconds, with or without a fraction, that starts near 0 (a process's own
 * clock, a virtual one): on the wire it has 48 bits of microseconds, nine years.
 *
 * Invariants (P5 to P7 are in keepalive.ts, C1 to C5 in pulling.ts and telling.ts):
 * P1. A datagram that is not authentic changes nothing but a counter, and is never answered.
 * P2. A message is delivered at most once in the life of a peer, and never to whom it comes from.
 * P3. A message is sent to every neighbour, up or down, but for the one it came from and its origin: a
 *     keepalive that errs costs a datagram, not a message. (Who was only sighted has to answer once before:
 *     else a replayed PING could have messages sent to an address of the replayer's choice.)
 *     What was pulled with many others is told of instead (catchup.ts).
 * P4. Bytes received are never written to, and of what is sent only those of PINGs and PONGs, once they are sent: a simulator
 *     hands one DATA to many.
 */
import { type AddressToken, UNKNOWN_ADDRESS } from './address.ts';
import { CatchUp } from './catchup.ts';
import type { Counters } from './counters.ts';
import { Keepalive } from './keepalive.ts';
import type { Neighbour } from './neighbour.ts';
import { Origins, Seen } from './origins.ts';
import type { Mac, PeerPort } from './port.ts';
import type { Random } from './random.ts';
import { type PeerConfig, type Rules, Sender } from './sender.ts';
import type { SequenceWindow } from './window.ts';
import { Datagram, DatagramType, decode, encodeData, MAX_PAYLOAD_BYTES, withHops } from './wire.ts';

export type { PeerConfig } from './sender.ts';

/** What is being handled. One for all peers of a thread, since none handles two at a time: so it stays in the cache. */
const message = new Datagram();

/** Why `inject` refused. */
export type InjectRefusal = 'empty' | 'too-long';

export class Peer {
  // First what every datagram needs: so it is fetched from memory at once.
  readonly counters: Counters;
  readonly #rules: Rules;
  readonly #mac: Mac;
  #hasLeft = false;
  /** Of whom the last message came that was new. */
  #latest: SequenceWindow | null = null;
  readonly #sender: Sender;
  readonly #origins: Origins;
  readonly #keepalive: Keepalive;
  readonly #catchUp: CatchUp;
  #sequence: number;

  constructor(config: PeerConfig, port: PeerPort, mac: Mac, random: Random) {
    this.#sender = new Sender(config, port, mac);
    this.counters = this.#sender.counters;
    this.#origins = new Origins(config.maxOrigins);
    this.#rules = this.#sender.rules;
    this.#mac = mac;
    this.#catchUp = new CatchUp(this.#sender, this.#origins, config.storeMessages);
    this.#keepalive = new Keepalive(this.#sender, random, this.#catchUp.summary);
    this.#sequence = config.firstSequence ?? 1;
  }

  /**
   * Reads what a datagram needs of the first `count` of these peers, all at the same time, so that it is in the cache when it is
   * needed. For a simulator of many; what is returned means nothing.
   */
  static readAhead(peers: readonly Peer[], count: number): number {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += peers[i]!.counters['bytes.received'];
    for (let i = 0; i < count; i++) sum += peers[i]!.#sender.wants;
    for (let i = 0; i < count; i++) sum += peers[i]!.#keepalive.neighbours.length;
    for (let i = 0; i < count; i++) sum += peers[i]!.#keepalive.readAhead();
    for (let i = 0; i < count; i++) sum += peers[i]!.#latest?.floor ?? 0;
    return sum;
  }

  get id(): number {
    return this.#sender.id;
  }

  get boot(): number {
    return this.#sender.boot;
  }

  /**
   * Set by whoever drives it: messages have come that it has not been handed yet. What it seems to lack may be among them, so it
   * asks for nothing: an overloaded mesh would do more and more work for copies of what it has.
   */
  isBehind = false;

  /** How much is held for others. */
  get held(): { messages: number; bytes: number } {
    return this.#catchUp.store;
  }

  get neighbours(): readonly Neighbour[] {
    return this.#keepalive.neighbours;
  }

  /** Makes these the neighbours. Those that stay keep their state; the first probes leave at once. */
  setNeighbours(list: readonly { id: number; name: string; address: AddressToken }[], nowMs: number): void {
    this.#keepalive.setNeighbours(list, nowMs);
  }

  /** Adds one that was sighted. Its first probe leaves with the next timer. */
  addNeighbour(id: number, name: string, address: AddressToken, nowMs: number): void {
    this.#keepalive.addNeighbour(id, name, address, nowMs);
  }

  removeNeighbour(id: number): void {
    this.#keepalive.removeNeighbour(id);
  }

  /** Sends a PING to an address of which nothing is known. Whoever answers is sighted. */
  hail(address: AddressToken, nowMs: number): void {
    this.#keepalive.hail(address, nowMs);
  }

  /** Broadcasts `payload`, unless it is empty (nobody wants those) or does not fit in a datagram. */
  inject(payload: Uint8Array): InjectRefusal | null {
    if (payload.length === 0) return 'empty';
    if (payload.length > MAX_PAYLOAD_BYTES) return 'too-long';
    const { id, boot, name, rules } = this.#sender;
    const sequence = this.#sequence;
    this.#sequence = (sequence + 1) >>> 0;
    const bytes = this.#sender.signed(encodeData(rules.network, id, boot, sequence, name, payload));
    this.counters.injected++;
    this.#sender.port.accepted(sequence);
    this.#origins.accept(id, boot, sequence);
    this.#catchUp.hold(this.#origins.window, sequence, bytes);
    this.#keepalive.flood(bytes, id, UNKNOWN_ADDRESS);
    return null;
  }

  /** Says goodbye to the neighbours that are up, and is deaf and dumb from then on. */
  leave(): void {
    this.#hasLeft = true;
    this.#keepalive.leave();
  }

  timer(nowMs: number): void {
    if (this.#hasLeft) return;
    this.#sender.rang();
    this.#keepalive.timer(nowMs);
    if (this.#sender.isCatchingUp(nowMs)) {
      if (this.isBehind) this.#catchUp.putOff(nowMs);
      else this.#catchUp.timer(nowMs, this.neighbours);
    }
    this.#sender.setTimer();
  }

  receive(bytes: Uint8Array, from: AddressToken, nowMs: number): void {
    if (this.#hasLeft) return;
    this.counters['bytes.received'] += bytes.length;
    const problem = this.#authenticate(bytes);
    if (problem !== null) this.counters[problem]++;
    else this.#take(bytes, from, nowMs);
  }

  #take(bytes: Uint8Array, from: AddressToken, nowMs: number): void {
    switch (message.type) {
      case DatagramType.DATA:
        this.#onData(bytes, from, nowMs);
        break;
      case DatagramType.RANGES:
      case DatagramType.PULL:
        this.#catchUp.receive(message, bytes, this.#keepalive.find(message.id), nowMs);
        this.#sender.setTimer();
        break;
      default: {
        const neighbour = this.#keepalive.receive(message, bytes, from, nowMs);
        if (neighbour && !this.isBehind) this.#catchUp.compare(neighbour, message, nowMs);
      }
    }
  }

  /**
   * Of what comes in a flood most is a copy of what has just come. It changes nothing but a counter, so whether it is authentic
   * need not be computed (P1).
   */
  #isCopy(): boolean {
    const { id, boot, sequence } = message;
    return (this.#latest?.isOf(id, boot) && this.#latest.has(sequence)) ?? false;
  }

  #authenticate(bytes: Uint8Array): keyof Counters | null {
    const problem = decode(bytes, message);
    if (problem !== null) return problem;
    if (message.network !== this.#rules.network) return 'drop.other-network';
    if (message.type === DatagramType.DATA && this.#isCopy()) {
      this.counters['data.received']++;
      return 'data.duplicate';
    }
    return this.#mac.verify(bytes, message.macAt) ? null : 'drop.bad-mac';
  }

  #onData(bytes: Uint8Array, from: AddressToken, nowMs: number): void {
    const { counters } = this;
    counters['data.received']++;
    const drop = this.#reasonToDrop();
    if (drop !== null) {
      counters[drop]++;
      return;
    }
    const via = from === UNKNOWN_ADDRESS ? null : this.#keepalive.findByAddress(from);
    if (via === null) counters['data.unknown-source']++;
    counters.delivered++;
    const { hops, id, sequence } = message;
    this.#sender.port.deliver(message, bytes, via);
    const { window } = this.#origins;
    this.#latest = window;
    const onward = hops < this.#rules.hopLimit ? withHops(bytes, hops + 1) : null;
    if (onward) this.#catchUp.hold(window, sequence, onward);
    else counters['drop.hop-limit']++;
    const isPulled = this.#catchUp.took(window, sequence, via, this.neighbours, nowMs);
    if (onward && !isPulled) this.#keepalive.flood(onward, id, from);
    this.#sender.setTimer();
  }

  #reasonToDrop(): keyof Counters | null {
    const { id, boot, sequence, hops, payloadBytes } = message;
    if (hops === 0 || hops > this.#rules.hopLimit) return 'drop.hop-limit';
    if (payloadBytes === 0) return 'drop.empty';
    if (id === this.id && boot === this.boot) return 'data.duplicate';
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
}
