/**
 * Applies conditions to real datagrams. For each link it has two ports, one for each end: node a gets the first as
 * b's address, b the second as a's. What a sends to its port leaves from b's port to b, if the conditions let it, when
 * its time has come. So any UDP program works through it unchanged, and nothing needs a privilege.
 *
 * A datagram's way: a socket → `RelayDirection.enter` decides → `InFlight` holds it → the alarm → `RelayDirection.leave` → the
 * other end's socket. What is due at once skips the middle. Nothing is allocated on the way but what Node itself
 * allocates, unless somebody captures.
 *
 * Invariants:
 * R1. Nothing leaves before its time. Everything that is due leaves whenever the event loop turns, for whatever reason.
 * R2. What the relay itself loses is counted apart from what conditions drop, and reported.
 */
import type {
  AttackResult,
  DirectionCounters,
  RelayConfigureCommand,
  RelayEnd,
  RelayHealth,
  RelayLink,
  RelayLinkChange,
} from '../contract/relay.ts';
import { Random } from '../core/random.ts';
import { LinkModel } from '../link/link-model.ts';
import { NatBinding } from '../link/nat.ts';
import { type Obstacles, Outages, obstaclesOnOtherClock } from '../link/outages.ts';
import { randomStreamOf } from '../link/random-stream.ts';
import { Alarm } from './alarm.ts';
import { Attack, type AttackPlan } from './attack.ts';
import type { Capture } from './capture.ts';
import { RelayDirection } from './direction.ts';
import { DEFAULT_LIMITS, InFlight } from './flight.ts';
import { Lateness } from './lateness.ts';
import { readOverflowsByPort } from './overflow.ts';
import { RelaySocket } from './socket.ts';
import { toUnixMs } from './unix.ts';

/**
 * The alarm keeps this far from the last release: what is due is then a quarter of a millisecond late at most, and at
 * high rates, when every arrival releases what is due, it never rings.
 */
const WAKE_APART_MS = 0.25;

/** One direction with the socket it comes in by and the one it leaves by. */
interface Lane {
  number: number;
  direction: RelayDirection;
  entry: RelaySocket;
  exit: RelaySocket;
  /** Who listens in while `to` is attacked. */
  attacks: Set<Attack>;
}

export interface OpenLink {
  link: string;
  aPort: number;
  bPort: number;
}

export class Relay {
  readonly links: OpenLink[] = [];
  readonly lateness = new Lateness();
  readonly #outages = new Outages();
  readonly #host: string;
  readonly #seed: number;
  readonly #flight: InFlight;
  readonly #capture: Capture | null;
  readonly #lanes: Lane[] = [];
  readonly #laneOf = new Map<string, Lane>();
  readonly #hasOwnAddress: (end: RelayEnd) => boolean;
  #alarm!: Alarm;
  #receiveBufferBytes = Number.POSITIVE_INFINITY;
  #releasedAtMs = Number.NEGATIVE_INFINITY;

  private constructor({ listen, seed, limits, links }: RelayConfigureCommand, capture: Capture | null) {
    this.#capture = capture;
    this.#host = listen.host;
    this.#seed = seed;
    this.#flight = new InFlight({ ...DEFAULT_LIMITS, ...limits });
    this.#hasOwnAddress = addressesOf(links);
  }

  /** Binds all ports; rejects with the system's error, and leaves none bound, if one cannot be. */
  static async open(command: RelayConfigureCommand, capture: Capture | null = null): Promise<Relay> {
    const relay = new Relay(command, capture);
    relay.#alarm = await Alarm.start(relay.#onAlarm);
    try {
      for (const link of command.links) await relay.#openLink(link);
    } catch (error) {
      await relay.close();
      throw error;
    }
    return relay;
  }

  /** The direction from one node to another, if it is in this relay. */
  direction(from: string, to: string): RelayDirection | undefined {
    return this.#laneOf.get(nameOf(from, to))?.direction;
  }

  /** All at once. Returns the moment by which what had entered these directions before has left. */
  change(changes: readonly RelayLinkChange[]): number {
    let throughAtMs = performance.now();
    for (const { from, to, conditions, cut } of changes) {
      const direction = this.direction(from, to)!;
      if (conditions !== undefined) direction.model.conditions = conditions;
      if (cut !== undefined) direction.model.isCut = cut;
      if (direction.inFlight > 0) throughAtMs = Math.max(throughAtMs, direction.throughAtMs);
    }
    return throughAtMs;
  }

  /** True if the node is at the end of a link here. */
  has(node: string): boolean {
    return this.#lanes.some(({ direction }) => direction.to === node);
  }

  /** A stranger attacks a node that is at the end of a link here. Rejects with the system's error. */
  async attack(node: string, plan: AttackPlan): Promise<AttackResult> {
    const lanes = this.#lanes.filter(({ direction }) => direction.to === node);
    const random = Random.of(this.#seed, 'attack', node);
    const attack = await Attack.open(this.#host, lanes[0]!.exit.node, random);
    for (const { attacks } of lanes) attacks.add(attack);
    try {
      return await attack.carryOut(plan);
    } finally {
      for (const { attacks } of lanes) attacks.delete(attack);
    }
  }

  counters(): DirectionCounters[] {
    const overflows = readOverflowsByPort(this.#host);
    return this.#lanes.map(({ number, direction, entry }) => {
      const { full, sendQueue } = direction;
      const { strangers, firstStranger } = entry;
      const receive = overflows === null ? null : (overflows.get(entry.port) ?? 0);
      return {
        ...direction.counts(),
        strangers,
        ...(firstStranger === null ? {} : { firstStranger }),
        overload: { receive, full, sendQueue },
        ...inUnix(this.#outages.take(number, performance.now())),
      };
    });
  }

  health(): RelayHealth {
    const { user, system } = process.cpuUsage();
    const socketErrors: Record<string, number> = {};
    for (const { entry } of this.#lanes)
      for (const [code, times] of Object.entries(entry.errors))
        socketErrors[code] = (socketErrors[code] ?? 0) + times;
    return {
      inFlight: this.#flight.size,
      inFlightBytes: this.#flight.bytes,
      inFlightPeak: this.#flight.peak,
      lateDatagrams: this.lateness.lateDatagrams,
      worstLateMs: this.lateness.worstLateMs,
      receiveBufferBytes: this.#lanes.length > 0 ? this.#receiveBufferBytes : 0,
      cpuMs: (user + system) / 1000,
      socketErrors,
    };
  }

  async close(): Promise<void> {
    await Promise.all([this.#alarm.stop(), ...this.#lanes.map(({ entry }) => entry.close())]);
  }

  async #openLink({ link, a, b, ab = {}, ba = {}, cutAb = false, cutBa = false }: RelayLink): Promise<void> {
    const open = (end: RelayEnd) =>
      RelaySocket.open(this.#host, { ...end, hasOwnAddress: this.#hasOwnAddress(end) });
    const atA = await open(a);
    const atB = await open(b).catch(async (error) => {
      await atA.close();
      throw error;
    });
    const natA = natOf(a);
    const natB = natOf(b);
    const direction = (from: RelayEnd, to: RelayEnd, conditions: typeof ab, isCut: boolean) => {
      const model = new LinkModel(conditions, randomStreamOf(this.#seed, from.node, to.node));
      model.isCut = isCut;
      const [natFrom, natTo] = from === a ? [natA, natB] : [natB, natA];
      return new RelayDirection({ link, from: from.node, to: to.node }, model, natFrom, natTo);
    };
    this.#openLane(direction(a, b, ab, cutAb), atA, atB);
    this.#openLane(direction(b, a, ba, cutBa), atB, atA);
    for (const { receiveBufferBytes } of [atA, atB])
      this.#receiveBufferBytes = Math.min(this.#receiveBufferBytes, receiveBufferBytes);
    this.links.push({ link, aPort: atA.port, bPort: atB.port });
  }

  #openLane(direction: RelayDirection, entry: RelaySocket, exit: RelaySocket): void {
    const lane: Lane = { number: this.#lanes.length, direction, entry, exit, attacks: new Set() };
    this.#lanes.push(lane);
    this.#laneOf.set(nameOf(direction.from, direction.to), lane);
    entry.listen((bytes) => this.#enter(lane, bytes));
    exit.onRefused = (code) => direction.refused(code);
  }

  #enter(lane: Lane, bytes: Buffer): void {
    const nowMs = performance.now();
    if (this.#flight.nextDueMs <= nowMs) this.#release(nowMs);
    const { direction, attacks } = lane;
    if (attacks.size > 0) for (const attack of attacks) attack.record(bytes);
    const { dropped, arrivesAtMs, againAtMs, flippedBit } = direction.enter(nowMs, bytes);
    this.#capture?.entered(nowMs, lane.number, bytes, dropped, flippedBit, !Number.isNaN(againAtMs));
    if (dropped !== null) {
      if (dropped !== 'cut') this.#outages.dropped(lane.number, nowMs);
      return;
    }
    this.#outages.passed(lane.number, nowMs, arrivesAtMs);
    const place = direction.offered;
    this.#sendOrHold(lane, arrivesAtMs, nowMs, place, bytes);
    if (!Number.isNaN(againAtMs)) this.#sendOrHold(lane, againAtMs, nowMs, place, bytes);
  }

  #sendOrHold(lane: Lane, dueMs: number, nowMs: number, place: number, bytes: Buffer): void {
    if (dueMs <= nowMs) this.#send(lane, dueMs, place, bytes);
    else if (this.#flight.hold(dueMs, lane.number, place, bytes)) {
      lane.direction.inFlight++;
      this.#wakeInTime();
    } else {
      lane.direction.full++;
      this.#capture?.left(lane.number, bytes, 'full');
      this.lateness.note('full', nowMs, nowMs, undefined, 1);
    }
  }

  readonly #onAlarm = (): void => {
    this.#release(performance.now());
    this.#wakeInTime();
  };

  #release(nowMs: number): void {
    this.#releasedAtMs = nowMs;
    for (let thenMs = nowMs; this.#flight.nextDueMs <= thenMs; thenMs = performance.now()) {
      const { dueMs, place, bytes, direction } = this.#flight.take();
      const lane = this.#lanes[direction]!;
      lane.direction.inFlight--;
      this.lateness.released(dueMs, thenMs);
      this.#send(lane, dueMs, place, bytes);
    }
  }

  #wakeInTime(): void {
    this.#alarm.set(Math.max(this.#flight.nextDueMs, this.#releasedAtMs + WAKE_APART_MS));
  }

  #send({ direction, exit, number }: Lane, dueMs: number, place: number, bytes: Uint8Array): void {
    if (!direction.leave(dueMs, place)) {
      this.#capture?.left(number, bytes, 'nat');
      return;
    }
    if (exit.send(bytes)) {
      this.#capture?.left(number, bytes, null);
      return;
    }
    this.#capture?.left(number, bytes, 'sendQueue');
    direction.notTaken();
    const nowMs = performance.now();
    this.lateness.note('full', nowMs, nowMs, undefined, 1);
  }
}

/** Tells ends whose address is no other node's. Where nodes share one, only their ports tell them apart. */
function addressesOf(links: readonly RelayLink[]): (end: RelayEnd) => boolean {
  const nodes = new Map<string, Set<string>>();
  for (const { node, host } of links.flatMap(({ a, b }) => [a, b]))
    nodes.set(host, (nodes.get(host) ?? new Set()).add(node));
  return ({ host }) => nodes.get(host)?.size === 1;
}

function inUnix(told: Obstacles | undefined): Obstacles | undefined {
  return (
    told &&
    obstaclesOnOtherClock(told, ({ fromMs, toMs }) => ({ fromMs: toUnixMs(fromMs), toMs: toUnixMs(toMs) }))
  );
}

function natOf({ natTimeoutMs }: RelayEnd): NatBinding | null {
  return natTimeoutMs === undefined ? null : new NatBinding(natTimeoutMs);
}

function nameOf(from: string, to: string): string {
  return JSON.stringify([from, to]);
}
