/**
 * The peer: every message reaches every node of the mesh once, over neighbours that come and go.
 *
 *          A                         B                         C
 *          ├──PING, summary─────────▶│                         │   keepalive.ts: every K; an answer in time is life, and the
 *          │◀─────────PONG, summary──┤                         │   summary says whether both have seen the same messages
 *     inject 1                       │                         │
 *          ├──DATA 1────────────────▶│ deliver 1               │   this file: a flood. New messages are delivered and sent
 *          │                         ├──DATA 1, 2 hops────────▶│   to all other neighbours, copies are dropped
 *     inject 2, inject 3             │                         │
 *          ├──DATA 2──────────▷      │                         │   lost on the way
 *          ├──DATA 3────────────────▶│ deliver 3: a hole       │   catchup.ts: what is missing is pulled from a neighbour
 *          │◀───────────────PULL 2───┤                         │
 *          ├──DATA 2────────────────▶│ deliver 2               │   (a last message that is lost shows in the summary:
 *          │                         ├──DATA 2, 2 hops────────▶│   then RANGES say what the neighbour has)
 *        leave                       │                         │
 *          ├──BYE───────────────────▶│ A is down               │   keepalive.ts: by a goodbye, or by silence
 *
 * It is a state machine without I/O. The inputs are its methods, each with the time at which it happens. The effects are calls
 * of `PeerPort`, made while an input is handled.
 *
 *     input                      part, and what it knows                                    effects
 *     setNeighbours, …      ──▶  Keepalive: a `Neighbour` each, up or down             ──▶  send, neighbour, sighted
 *     receive PING PONG BYE ──▶
 *     inject, receive DATA  ──▶  Peer, with Origins: the messages seen, by their origin ──▶ accepted, deliver, send
 *     receive RANGES PULL   ──▶  CatchUp: the store, and what is missing (`Puller`,    ──▶  send, gap
 *                                `Provider`)
 *     timer                 ──▶  TimerTable: when which of them is due                 ──▶  wakeAt, after each input
 *
 * The time is any count of milliseconds, with or without a fraction, that starts near 0 (a process's own
 * clock, a virtual one): on the wire it has 48 bits of microseconds, nine years.
 *
 * Invariants (P5 to P7 are in keepalive.ts, C1 to C5 in puller.ts and provider.ts):
 * P1. A datagram that is not authentic changes nothing but a counter, and is never answered.
 * P2. A message is delivered at most once in the life of a peer, and never by the peer that it comes from.
 * P3. A message is sent to every neighbour, up or down, but for the one it came from and its origin: a
 *     keepalive that errs costs a datagram, not a message. (A neighbour that was only sighted has to answer once before:
 *     else a replayed PING could have messages sent to an address of the replayer's choice.)
 *     What was pulled with many others is announced instead (catchup.ts).
 * P4. Bytes received are never written to, nor bytes sent once they are sent.
 * P8. What is delivered is, byte for byte, what its origin injected.
 */
import { type AddressToken, UNKNOWN_ADDRESS } from './address.ts';
import { CatchUp } from './catchup.ts';
import type { MeshConfig, PeerConfig } from './config.ts';
import { Counters } from './counters.ts';
import { Identity } from './identity.ts';
import { Keepalive } from './keepalive.ts';
import { PeerMemory } from './memory.ts';
import type { Neighbour } from './neighbour.ts';
import { type OriginSummary, Origins, Seen } from './origins.ts';
import type { Mac, PeerPort } from './port.ts';
import type { Random } from './random.ts';
import { Sender } from './sender.ts';
import { TimerTable } from './timers.ts';
import type { SequenceWindow } from './window.ts';
import { type Datagram, DatagramType, decode, encodeData, MAX_PAYLOAD_BYTES } from './wire.ts';

/** Why `inject` refused. */
export type InjectRefusal = 'empty' | 'too-long';

export class Peer {
  readonly counters = new Counters();
  readonly #mesh: MeshConfig;
  /** What is being handled. */
  readonly #message: Datagram;
  #hasLeft = false;
  /** Where the last message that was new belongs. */
  #latest: SequenceWindow | null = null;
  readonly #mac: Mac;
  readonly #self: Identity;
  readonly #timers: TimerTable;
  readonly #sender: Sender;
  readonly #keepalive: Keepalive;
  readonly #catchUp: CatchUp;
  readonly #origins: Origins;
  readonly #port: PeerPort;
  readonly #memory: PeerMemory;
  #sequence: number;

  /** `memory` is shared by the peers of a simulation. */
  constructor(config: PeerConfig, port: PeerPort, mac: Mac, random: Random, memory = new PeerMemory()) {
    const { counters } = this;
    const self = new Identity(config, memory.rows);
    const mesh = memory.mesh(config);
    const timers = new TimerTable(memory.rows);
    const sender = new Sender(counters, port, mac);
    const parts = { self, mesh, counters, timers, sender, port, memory };
    this.#mesh = mesh;
    this.#message = memory.message;
    this.#mac = mac;
    this.#self = self;
    this.#timers = timers;
    this.#sender = sender;
    this.#origins = new Origins(config.maxOrigins, memory.rows);
    this.#catchUp = new CatchUp(parts, this.#origins, config.storeMessages);
    this.#keepalive = new Keepalive(parts, random, this.#catchUp.summary);
    this.#port = port;
    this.#memory = memory;
    this.#sequence = config.firstSequence ?? 1;
  }

  get id(): number {
    return this.#self.id;
  }

  get boot(): number {
    return this.#self.boot;
  }

  /**
   * Messages have come that the surroundings have not handed it yet; they set it. What seems to be missing may be among them, so
   * nothing is pulled: an overloaded mesh would do more and more work for copies of what it has.
   */
  hasBacklog = false;

  /** How much is held for others. */
  get held(): { messages: number; bytes: number } {
    return this.#catchUp.store;
  }

  /** When `timer` does something next. */
  get nextTimerMs(): number {
    return this.#timers.earliestMs;
  }

  /** Stands for all messages that it has seen. */
  get summary(): OriginSummary {
    return this.#catchUp.summary;
  }

  get neighbours(): readonly Neighbour[] {
    return this.#keepalive.neighbours;
  }

  /** Makes these the neighbours. Those that stay keep their state; the first probes leave at once. */
  setNeighbours(list: readonly { id: number; name: string; address: AddressToken }[], nowMs: number): void {
    this.#keepalive.setNeighbours(list, nowMs);
    this.#timers.arm(this.#port);
  }

  /** Adds one that was sighted. Its first probe leaves with the next timer. */
  addNeighbour(id: number, name: string, address: AddressToken, nowMs: number): void {
    this.#keepalive.addNeighbour(id, name, address, nowMs);
    this.#timers.arm(this.#port);
  }

  removeNeighbour(id: number): void {
    this.#keepalive.removeNeighbour(id);
    this.#timers.arm(this.#port);
  }

  /** Sends a PING to an address of which nothing is known. A peer that answers is sighted. */
  probe(address: AddressToken, nowMs: number): void {
    this.#keepalive.probe(address, nowMs);
  }

  /** Broadcasts `payload`, unless it is empty (nobody wants those) or does not fit in a datagram. */
  inject(payload: Uint8Array): InjectRefusal | null {
    if (payload.length === 0) return 'empty';
    if (payload.length > MAX_PAYLOAD_BYTES) return 'too-long';
    const { id, boot, name } = this.#self;
    const sequence = this.#sequence;
    this.#sequence = (sequence + 1) >>> 0;
    const bytes = this.#sender.signed(encodeData(this.#mesh.network, id, boot, sequence, name, payload));
    this.counters.injected++;
    this.#port.accepted(sequence);
    this.#origins.accept(id, boot, sequence);
    this.#catchUp.hold(this.#origins.window, sequence, bytes);
    this.#keepalive.flood(bytes, id, UNKNOWN_ADDRESS);
    return null;
  }

  /** Says goodbye to the neighbours that are up, and is deaf and dumb from then on. */
  leave(): void {
    this.#hasLeft = true;
    this.#keepalive.leave();
    this.#timers.arm(this.#port);
  }

  timer(nowMs: number): void {
    if (this.#hasLeft) return;
    this.#timers.fired();
    this.#keepalive.timer(nowMs);
    this.#catchUp.timer(nowMs, this.neighbours, this.hasBacklog);
    this.#timers.arm(this.#port);
  }

  receive(bytes: Uint8Array, from: AddressToken, nowMs: number): void {
    if (this.#hasLeft) return;
    this.counters['bytes.received'] += bytes.length;
    const problem = this.#authenticate(bytes);
    if (problem !== null) this.counters[problem]++;
    else this.#take(bytes, from, nowMs);
  }

  #take(bytes: Uint8Array, from: AddressToken, nowMs: number): void {
    const message = this.#message;
    switch (message.type) {
      case DatagramType.DATA:
        this.#onData(bytes, from, nowMs);
        break;
      case DatagramType.RANGES:
      case DatagramType.PULL:
        this.#catchUp.receive(message, bytes, this.#keepalive.find(message.id), nowMs);
        break;
      default: {
        const neighbour = this.#keepalive.receive(message, bytes, from, nowMs);
        if (neighbour && !this.hasBacklog) this.#catchUp.compare(neighbour, message, nowMs);
      }
    }
    this.#timers.arm(this.#port);
  }

  /**
   * Of what comes in a flood most is a copy of what has just come. It changes nothing but a counter, so whether it is authentic
   * need not be computed (P1).
   */
  #isCopy(): boolean {
    const { id, boot, sequence } = this.#message;
    return (this.#latest?.isOf(id, boot) && this.#latest.has(sequence)) ?? false;
  }

  #authenticate(bytes: Uint8Array): keyof Counters | null {
    const message = this.#message;
    const problem = decode(bytes, message);
    if (problem !== null) return problem;
    if (message.network !== this.#mesh.network) return 'drop.other-network';
    if (message.type === DatagramType.DATA && this.#isCopy()) {
      this.counters['data.received']++;
      return 'data.duplicate';
    }
    return this.#mac.verify(bytes, message.macAt) ? null : 'drop.bad-mac';
  }

  #onData(bytes: Uint8Array, from: AddressToken, nowMs: number): void {
    const message = this.#message;
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
    this.#port.deliver(message, bytes, via);
    const { window } = this.#origins;
    this.#latest = window;
    const onward = hops < this.#mesh.hopLimit ? this.#memory.withHops(bytes, hops + 1) : null;
    if (onward) this.#catchUp.hold(window, sequence, onward);
    else counters['drop.hop-limit']++;
    const isPulled = this.#catchUp.accepted(window, sequence, via, this.neighbours, nowMs);
    if (onward && !isPulled) this.#keepalive.flood(onward, id, from);
  }

  #reasonToDrop(): keyof Counters | null {
    const { id, boot, sequence, hops, payloadBytes } = this.#message;
    if (hops === 0 || hops > this.#mesh.hopLimit) return 'drop.hop-limit';
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
