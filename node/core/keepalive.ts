/**
 * The failure detector of a peer: its neighbours, the probes that they are sent, and whether they are up. `Neighbour` knows when
 * something is due; this knows what the datagrams mean.
 *
 * Invariants:
 * P5. Nothing is sent to an address that is no neighbour's, but for `probe`.
 * P6. Only a PONG with this boot's cookie, echoing a probe younger than any answered before, is a sign of life.
 * P7. A BYE counts for the boot that it names, and no answer to a probe from before it undoes it. A boot that
 *     has left does not come back, so a recorded BYE harms nobody.
 */
import type { AddressToken } from './address.ts';
import type { MeshConfig } from './config.ts';
import type { Counters } from './counters.ts';
import type { Identity } from './identity.ts';
import type { PeerMemory } from './memory.ts';
import { Due, Neighbour, type ProbeSchedule } from './neighbour.ts';
import { Neighbours } from './neighbours.ts';
import type { OriginSummary } from './origins.ts';
import type { PeerParts } from './parts.ts';
import type { PeerPort } from './port.ts';
import { mix32, type Random } from './random.ts';
import type { Sender } from './sender.ts';
import { Timer, type TimerTable } from './timers.ts';
import { type Datagram, DatagramType, encodeBye, encodeProbe } from './wire.ts';

/** An answer to a probe from longer ago than this many keepalives says nothing about now. */
const MAX_ECHO_AGE = { keepalives: 8, leastMs: 3_000 };
const BYE_COPIES = 2;
/** About so many neighbours are probed in one turn of the event loop, where nothing has set them apart. */
const PROBED_TOGETHER = 16;

export class Keepalive implements ProbeSchedule {
  readonly #self: Identity;
  readonly #mesh: MeshConfig;
  readonly #counters: Counters;
  readonly #timers: TimerTable;
  readonly #sender: Sender;
  readonly #port: PeerPort;
  readonly #memory: PeerMemory;
  readonly #cookieSecret: number;
  readonly #summary: OriginSummary;
  #neighbours: Neighbours;
  /** From when lateness is noticed until the timer has been served. */
  #isLate = false;
  /** When this peer noticed last that it was late, in microseconds; -1 before the first time. */
  #lateAtUs = -1;

  constructor(parts: PeerParts, random: Random, summary: OriginSummary) {
    this.#self = parts.self;
    this.#mesh = parts.mesh;
    this.#counters = parts.counters;
    this.#timers = parts.timers;
    this.#sender = parts.sender;
    this.#port = parts.port;
    this.#memory = parts.memory;
    this.#summary = summary;
    this.#cookieSecret = random.u32();
    this.#neighbours = new Neighbours([], this.#memory.rows);
  }

  /**
   * From three quarters of an interval to a whole one, so that the peers of a mesh do not march in step; but the same for
   * all neighbours that were probed at one moment, so that one turn of the event loop probes them all again: waking up costs a
   * peer more than what it wakes up for. Of very many neighbours only some, for their answers come together too.
   */
  intervalMs(probedAtMs: number, id: number): number {
    const group = id % Math.ceil(this.#neighbours.list.length / PROBED_TOGETHER);
    const drawn = mix32(mix32(micros(probedAtMs) ^ this.#cookieSecret) + group);
    return this.#mesh.keepaliveMs * (1 - drawn / 2 ** 34);
  }

  find(id: number): Neighbour | null {
    return this.#neighbours.find(id);
  }

  findByAddress(address: AddressToken): Neighbour | null {
    return this.#neighbours.findByAddress(address);
  }

  get neighbours(): readonly Neighbour[] {
    return this.#neighbours.list;
  }

  /** Sends to every neighbour, up or down, that is proven (P3), but for the one with this id and the one at this address. */
  flood(bytes: Uint8Array, exceptId: number, exceptAddress: AddressToken): void {
    this.#neighbours.forProven(exceptId, exceptAddress, (address) => {
      this.#counters['data.sent']++;
      this.#sender.send(address, bytes);
    });
  }

  /** Makes these the neighbours; nobody is their own. Those that stay keep their state; the first probes leave at once. */
  setNeighbours(list: readonly { id: number; name: string; address: AddressToken }[], nowMs: number): void {
    const others = list.filter(({ id }) => id !== this.#self.id);
    const neighbours = others.map(({ id, name, address }) => {
      const known = this.#neighbours.find(id);
      if (!known) return new Neighbour(this.#memory.rows, id, name, address, true, nowMs);
      known.address = address;
      return known;
    });
    this.#neighbours = new Neighbours(neighbours, this.#memory.rows);
    this.timer(nowMs);
  }

  /** Adds one that was sighted. Its first probe leaves with the next timer. */
  addNeighbour(id: number, name: string, address: AddressToken, nowMs: number): Neighbour {
    const neighbour = new Neighbour(this.#memory.rows, id, name, address, false, nowMs);
    this.#neighbours = new Neighbours([...this.neighbours, neighbour], this.#memory.rows);
    this.#setTimer();
    return neighbour;
  }

  removeNeighbour(id: number): void {
    const others = this.neighbours.filter((neighbour) => neighbour.id !== id);
    this.#neighbours = new Neighbours(others, this.#memory.rows);
    this.#setTimer();
  }

  /** Sends a PING to an address of which nothing is known. A peer that answers is sighted. */
  probe(address: AddressToken, nowMs: number): void {
    this.#ping(address, nowMs);
  }

  /** Says goodbye to the neighbours that are up, and has none from then on. */
  leave(): void {
    const { id, boot } = this.#self;
    const { network } = this.#mesh;
    const bytes = this.#sender.signed(encodeBye(network, id, boot));
    for (const neighbour of this.neighbours) {
      for (let i = 0; neighbour.isUp && i < BYE_COPIES; i++) {
        this.#counters['bye.sent']++;
        this.#sender.send(neighbour.address, bytes);
      }
    }
    this.#neighbours = new Neighbours([], this.#memory.rows);
    this.#setTimer();
  }

  timer(nowMs: number): void {
    this.#noticeLateness(nowMs);
    this.#isLate = false;
    const { keepaliveMs } = this.#mesh;
    this.#neighbours.serve(nowMs, (neighbour) => {
      const due = neighbour.step(nowMs, keepaliveMs, this);
      if (due === Due.PROBE) this.#ping(neighbour.address, nowMs);
      else if (due === Due.SUSPECT_PROBE) {
        this.#counters['ping.extra']++;
        this.#ping(neighbour.address, nowMs);
      } else if (due === Due.DEATH) this.#port.neighbour(neighbour, 'timeout');
    });
    this.#setTimer();
  }

  /** A PING, PONG or BYE that is authentic. Returns the neighbour that it comes from, if that is up. */
  receive(message: Datagram, bytes: Uint8Array, from: AddressToken, nowMs: number): Neighbour | null {
    this.#noticeLateness(nowMs);
    let sender: Neighbour | null = null;
    if (message.type === DatagramType.PING) sender = this.#onPing(message, bytes, from, nowMs);
    else if (message.type === DatagramType.PONG) sender = this.#onPong(message, bytes, from, nowMs);
    else this.#onBye(message, nowMs);
    return sender;
  }

  #onPing(message: Datagram, bytes: Uint8Array, from: AddressToken, nowMs: number): Neighbour | null {
    this.#counters['ping.received']++;
    const neighbour = this.#recognise(message, bytes, from);
    if (!neighbour) return null;
    const { keepaliveMs } = this.#mesh;
    const { sentUs, cookie } = message;
    this.#counters['pong.sent']++;
    this.#sender.send(neighbour.address, this.#encodeProbe(DatagramType.PONG, sentUs, cookie));
    if (neighbour.isUp && neighbour.boot === message.boot) return neighbour;
    if (neighbour.heardPing(nowMs, keepaliveMs, this)) this.#ping(neighbour.address, nowMs);
    this.#reschedule(neighbour);
    return null;
  }

  #onPong(message: Datagram, bytes: Uint8Array, from: AddressToken, nowMs: number): Neighbour | null {
    this.#counters['pong.received']++;
    const { sentUs, boot } = message;
    const { keepaliveMs } = this.#mesh;
    const roundTripMs = nowMs - sentUs / 1000;
    const tooOldMs = Math.max(MAX_ECHO_AGE.leastMs, MAX_ECHO_AGE.keepalives * keepaliveMs);
    if (message.cookie !== this.#cookie(sentUs) || sentUs > micros(nowMs) || roundTripMs > tooOldMs) {
      this.#counters['drop.stale-pong']++;
      return null;
    }
    const neighbour = this.#recognise(message, bytes, from);
    if (!neighbour) return null;
    if (sentUs <= neighbour.echoUs) {
      this.#counters['drop.stale-pong']++;
      return null;
    }
    neighbour.echoUs = sentUs;
    const wasUp = neighbour.isUp;
    const restarted = wasUp && neighbour.boot !== boot;
    neighbour.boot = boot;
    // A probe that was under way while this peer slept measures its sleep as well.
    const measuredMs = sentUs >= this.#lateAtUs ? Math.max(0, roundTripMs) : null;
    neighbour.answered(nowMs, measuredMs, this);
    this.#reschedule(neighbour);
    if (restarted) this.#port.neighbour(neighbour, 'restarted');
    if (restarted || !wasUp) this.#port.neighbour(neighbour, null);
    return neighbour;
  }

  #onBye(message: Datagram, nowMs: number): void {
    this.#counters['bye.received']++;
    const neighbour = this.#neighbours.find(message.id);
    if (!neighbour?.isUp || message.boot < neighbour.boot) {
      this.#counters['drop.stale-bye']++;
      return;
    }
    neighbour.echoUs = micros(nowMs);
    neighbour.markDown(nowMs, this);
    this.#reschedule(neighbour);
    this.#port.neighbour(neighbour, 'bye');
  }

  /** The neighbour that sent this. A sender that is no neighbour, or has moved, is shown to discovery first. */
  #recognise(message: Datagram, bytes: Uint8Array, from: AddressToken): Neighbour | null {
    const { id, boot } = message;
    const known = this.#neighbours.find(id);
    if (known && (known.isUp || known.address === from)) return known;
    if (id === this.#self.id) {
      this.#counters[boot === this.#self.boot ? 'drop.own' : 'drop.same-id']++;
      this.#port.sighted(message, bytes);
      return null;
    }
    this.#port.sighted(message, bytes);
    const neighbour = known ?? this.#neighbours.find(id);
    if (!neighbour) this.#counters['drop.unknown-peer']++;
    return neighbour;
  }

  #ping(to: AddressToken, nowMs: number): void {
    const sentUs = micros(nowMs);
    this.#counters['ping.sent']++;
    this.#sender.send(to, this.#encodeProbe(DatagramType.PING, sentUs, this.#cookie(sentUs)));
  }

  #encodeProbe(
    type: typeof DatagramType.PING | typeof DatagramType.PONG,
    sentUs: number,
    cookie: number,
  ): Uint8Array {
    const { id, boot, name } = this.#self;
    const { network } = this.#mesh;
    const bytes = this.#memory.probe(name.length);
    encodeProbe(type, network, id, boot, sentUs, cookie, this.#summary, name, bytes);
    return this.#sender.signed(bytes);
  }

  /** Proves that this boot sent a probe at this time, without a memory of all that are on their way. */
  #cookie(sentUs: number): number {
    return mix32((mix32((sentUs >>> 0) ^ this.#cookieSecret) + Math.floor(sentUs / 0x1_0000_0000)) >>> 0);
  }

  /**
   * Invariant K4: if this peer should have been woken a while ago, its suspects are given more time. Noticed
   * once, by the timer or, after a pause, by what is read from the socket before the timers are served.
   */
  #noticeLateness(nowMs: number): void {
    const slackMs = Math.max(5, this.#mesh.keepaliveMs / 16);
    if (this.#isLate || !(nowMs - this.#timers.get(Timer.KEEPALIVE) > slackMs)) return;
    this.#isLate = true;
    this.#lateAtUs = micros(nowMs);
    this.#counters['timer.late']++;
    for (const neighbour of this.neighbours) {
      neighbour.extendSuspicion(nowMs);
      this.#neighbours.update(neighbour);
    }
    this.#setTimer();
  }

  #reschedule(neighbour: Neighbour): void {
    this.#neighbours.update(neighbour);
    this.#setTimer();
  }

  #setTimer(): void {
    this.#timers.set(Timer.KEEPALIVE, this.#neighbours.earliestMs);
  }
}

function micros(ms: number): number {
  return Math.floor(ms * 1000);
}
