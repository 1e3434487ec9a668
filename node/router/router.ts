/**
 * Binds `Forwarding` to real wires and a real clock. It runs in a thread of its own (`thread.ts`) that has no event loop: it turns
 * when a packet comes, when something is due, and when it is woken for a command.
 *
 * A packet has entered when the kernel had it, and not when it was read: what it waits meanwhile is part of its time under
 * way, and known. So the relay's invariants R1 and R2 hold here too.
 */
import type { AttackResult, RelayLinkChange } from '../contract/relay.ts';
import type {
  NodeRefusals,
  PairCounters,
  RouterConfigureCommand,
  RouterHealth,
  RouterNodeChange,
} from '../contract/router.ts';
import { Random } from '../core/random.ts';
import { parseAddress } from '../link/gates/address.ts';
import type { LinkOutcome } from '../link/link-model.ts';
import { Outages, obstaclesOnOtherClock } from '../link/outages.ts';
import type { Capture } from '../relay/capture.ts';
import { DEFAULT_LIMITS, InFlight } from '../relay/flight.ts';
import { LATE_MS, Lateness } from '../relay/lateness.ts';
import { toUnixMs } from '../relay/unix.ts';
import { type PortAttackPlan, RouterAttack } from './attack.ts';
import { Forwarding, type ForwardingPort } from './forwarding.ts';
import type { HostTable } from './host-table.ts';
import type { Packet } from './packet.ts';
import type { Pair } from './pair.ts';
import type { WireRefusals } from './send-batch.ts';
import type { WireSocket } from './wire-socket.ts';

/** Read in one turn at most: what is due must not wait for long. */
const MOST_READ = 64;
/** No packet is read before it came, or so long after: the clock of the machine was set meanwhile. */
const CLOCK_WAS_SET_MS = 60_000;
/** Of a packet that is the router's own and has no pair. */
const OWN = -1;

/** What is needed of the wires; a test has others. */
export type WirePort = Pick<
  WireSocket,
  'interfaceIndex' | 'next' | 'release' | 'put' | 'flush' | 'overflows' | 'tellTime'
>;

export class Router implements ForwardingPort, WireRefusals {
  readonly lateness = new Lateness();
  readonly hosts: HostTable;
  /** By a pair's number what its uplinks and conditions do, by the number's complement what its downlinks do then. */
  readonly #outages = new Outages();
  readonly #socket: WirePort;
  readonly #forwarding: Forwarding;
  readonly #flight: InFlight;
  readonly #capture: Capture | null;
  readonly #onPair: (pair: Pair) => void;
  readonly #seed: number;
  /** By a node's number: the interface of its wire; 0 while it has none. */
  readonly #wires: number[] = [];
  readonly #nodeOf = new Map<number, number>();
  readonly #ownAddress: string | undefined;
  readonly #attacks = new Set<RouterAttack>();
  #strayed = 0;
  /** Lost before they were read. */
  #lost = 0;
  readonly #overflowsBefore: number;

  constructor(
    socket: WirePort,
    command: RouterConfigureCommand,
    capture: Capture | null,
    onPair: (pair: Pair) => void,
  ) {
    this.#socket = socket;
    this.#capture = capture;
    this.#onPair = onPair;
    this.#seed = command.seed;
    this.#ownAddress = command.addresses.find((each) => !each.includes(':'));
    this.#flight = new InFlight({ ...DEFAULT_LIMITS, ...command.limits });
    this.#forwarding = new Forwarding(command, this);
    this.hosts = this.#forwarding.hosts;
    this.#overflowsBefore = socket.overflows();
  }

  /** When something is due next, unless a packet comes before. */
  get nextDueMs(): number {
    let dueMs = this.#flight.nextDueMs;
    for (const { nextDueMs } of this.#attacks) dueMs = Math.min(dueMs, nextDueMs);
    return dueMs;
  }

  /** Of nodes and gates that are known. Null, or the first wire that is not there; then nothing has changed. */
  changeNodes(changes: readonly RouterNodeChange[]): string | null {
    const wires = changes.map(({ wire }) => (wire === undefined ? 0 : this.#socket.interfaceIndex(wire)));
    const missing = changes.findIndex(({ wire }, i) => wire !== undefined && wires[i] === 0);
    if (missing >= 0) return changes[missing]!.wire!;
    changes.forEach(({ node, wire, addresses, gates }, i) => {
      const number = this.hosts.numberOf(node)!;
      if (wire !== undefined) this.#wire(number, wires[i]!);
      if (gates !== undefined) this.hosts.moveBehind(number, gates);
      if (addresses !== undefined) this.hosts.moveTo(number, addresses);
    });
    return null;
  }

  /** All at once, of nodes that are known. Returns the moment by which what had entered these pairs before has left. */
  changeLinks(changes: readonly RelayLinkChange[], sides?: string[][] | null): number {
    const nowMs = performance.now();
    const changed = this.#forwarding.change(nowMs, changes);
    return sides === undefined ? changed : Math.max(changed, this.#forwarding.setSides(nowMs, sides ?? []));
  }

  /** A stranger at the router's own address attacks a node's port. False where one of both has no address of IPv4. */
  attack(node: string, plan: PortAttackPlan, onEnd: (result: AttackResult) => void): boolean {
    const number = this.hosts.numberOf(node)!;
    const target = this.hosts.all[number]!.addresses.find((each) => typeof each === 'number');
    if (target === undefined || this.#ownAddress === undefined) return false;
    const random = Random.of(this.#seed, 'attack', node);
    const gates = this.hosts.gatesFromOutside(number);
    const ends = { from: parseAddress(this.#ownAddress), to: target, gates };
    this.#attacks.add(new RouterAttack(number, ends, plan, random, performance.now(), onEnd));
    return true;
  }

  /** One turn: what is due leaves, what came enters. True if more may have come. */
  turn(): boolean {
    let nowMs = performance.now();
    this.#release(nowMs);
    let read = 0;
    for (; read < MOST_READ; read++) {
      const frame = this.#socket.next();
      if (frame === null) break;
      const waitedMs = nowMs - frame.atMs;
      const atMs = waitedMs >= 0 && waitedMs < CLOCK_WAS_SET_MS ? frame.atMs : nowMs;
      if (nowMs - atMs > LATE_MS) this.lateness.note('loop', atMs, nowMs, nowMs - atMs, 1);
      const node = this.#nodeOf.get(frame.interfaceIndex);
      if (node === undefined) this.#strayed++;
      else if (frame.packet !== null) this.#forwarding.enter(atMs, node, frame.packet);
      else this.#forwarding.refuse(node, frame.isIp ? 'length' : 'protocol');
    }
    this.#socket.release();
    if (read > 0) {
      nowMs = performance.now();
      this.#release(nowMs);
    }
    for (const attack of this.#attacks) this.#continue(attack, nowMs);
    this.#socket.flush(this);
    return read === MOST_READ;
  }

  /** Now and then: looks at what has been lost before it was read, since `fromMs`. */
  look(fromMs: number, nowMs: number): void {
    const overflows = this.#socket.overflows();
    const lost = overflows - this.#overflowsBefore - this.#lost;
    this.#lost += lost;
    if (lost > 0) this.lateness.note('full', fromMs, nowMs, undefined, lost);
  }

  counters(): PairCounters[] {
    const nowMs = performance.now();
    const talked = this.#forwarding.pairs.filter(({ direction }) => direction.offered > 0);
    return talked.map(({ number, direction }) => {
      const { link, ...counts } = direction.counts();
      const { full, sendQueue } = direction;
      const obstacles = this.#outages.takeAll([number, ~number], nowMs);
      return {
        ...(link === '' ? {} : { link }),
        ...counts,
        overload: { full, sendQueue },
        ...(obstacles &&
          obstaclesOnOtherClock(obstacles, ({ fromMs, toMs }) => ({
            fromMs: toUnixMs(fromMs),
            toMs: toUnixMs(toMs),
          }))),
      };
    });
  }

  refusals(): NodeRefusals[] {
    return this.#forwarding.refusals();
  }

  health(): RouterHealth {
    const { user, system } = process.cpuUsage();
    return {
      inFlight: this.#flight.size,
      inFlightBytes: this.#flight.bytes,
      inFlightPeak: this.#flight.peak,
      lateDatagrams: this.lateness.lateDatagrams,
      worstLateMs: this.lateness.worstLateMs,
      cpuMs: (user + system) / 1000,
      receive: this.#lost,
      strayed: this.#strayed,
    };
  }

  pairMade(pair: Pair): void {
    this.#onPair(pair);
  }

  entered(nowMs: number, { number, to }: Pair, bytes: Uint8Array, outcome: LinkOutcome): void {
    const { dropped, arrivesAtMs, againAtMs, flippedBit } = outcome;
    for (const attack of this.#attacks) if (attack.node === to) attack.record(bytes);
    this.#capture?.entered(nowMs, number, bytes, dropped, flippedBit, !Number.isNaN(againAtMs));
    if (dropped === null) this.#outages.passed(number, nowMs, arrivesAtMs);
    else if (dropped !== 'cut') this.#outages.dropped(number, nowMs);
  }

  send(dueMs: number, pair: Pair, place: number, bytes: Uint8Array, sinceMs: number): void {
    if (dueMs <= performance.now()) this.#arrive(pair, dueMs, place, bytes, sinceMs);
    else this.#hold(dueMs, pair, pair.number, place, Buffer.from(bytes), sinceMs);
  }

  tell(node: number, bytes: Uint8Array): void {
    this.#put(node, bytes, OWN);
  }

  received(node: number, packet: Packet): boolean {
    for (const attack of this.#attacks) if (attack.node === node && attack.answered(packet)) return true;
    return false;
  }

  notTaken(mark: number): void {
    if (mark === OWN) return;
    this.#forwarding.pairs[mark]!.direction.notTaken();
    const nowMs = performance.now();
    this.lateness.note('full', nowMs, nowMs, undefined, 1);
  }

  refused(mark: number, code: string): void {
    if (mark !== OWN) this.#forwarding.pairs[mark]!.direction.refused(code);
  }

  #wire(number: number, interfaceIndex: number): void {
    this.#nodeOf.delete(this.#wires[number] ?? 0);
    this.#wires[number] = interfaceIndex;
    this.#nodeOf.set(interfaceIndex, number);
  }

  #continue(attack: RouterAttack, nowMs: number): void {
    if (nowMs < attack.nextDueMs) return;
    const bytes = attack.turn();
    if (bytes !== null) this.#put(attack.node, bytes, OWN);
    if (attack.isOver) this.#attacks.delete(attack);
  }

  #release(nowMs: number): void {
    for (let thenMs = nowMs; this.#flight.nextDueMs <= thenMs; thenMs = performance.now()) {
      const { dueMs, place, bytes, direction: number, sinceMs } = this.#flight.take();
      const isThrough = number < 0;
      const pair = this.#forwarding.pairs[isThrough ? ~number : number]!;
      pair.direction.inFlight--;
      this.lateness.released(dueMs, thenMs);
      if (isThrough) this.#leave(pair, dueMs, place, bytes);
      else this.#arrive(pair, dueMs, place, bytes, sinceMs);
    }
  }

  /** At the end of the conditions: it goes on by the downlinks there. */
  #arrive(pair: Pair, dueMs: number, place: number, bytes: Uint8Array, sinceMs: number): void {
    const { number, hasDownlink } = pair;
    if (!hasDownlink) return this.#leave(pair, dueMs, place, bytes);
    const throughAtMs = pair.arrive(dueMs, bytes);
    if (throughAtMs === null) {
      this.#outages.dropped(~number, dueMs);
      this.#capture?.left(number, bytes, 'downlink');
      return;
    }
    this.#outages.passed(~number, sinceMs, throughAtMs);
    if (throughAtMs <= performance.now()) this.#leave(pair, throughAtMs, place, bytes);
    else this.#hold(throughAtMs, pair, ~number, place, Buffer.from(bytes), sinceMs);
  }

  /** `way`: as in `#outages`. */
  #hold(dueMs: number, pair: Pair, way: number, place: number, bytes: Uint8Array, sinceMs: number): void {
    const { direction, number } = pair;
    if (this.#flight.hold(dueMs, way, place, bytes, sinceMs)) direction.inFlight++;
    else {
      direction.full++;
      this.#capture?.left(number, bytes, 'full');
      this.lateness.note('full', dueMs, dueMs, undefined, 1);
    }
  }

  #leave(pair: Pair, dueMs: number, place: number, bytes: Uint8Array): void {
    const { number, direction, to } = pair;
    if (!this.hosts.isStillThere(to, bytes)) {
      direction.keepOut('moved');
      return this.#capture?.left(number, bytes, 'moved');
    }
    if (!pair.admits(dueMs, bytes)) return this.#capture?.left(number, bytes, 'firewall');
    direction.leave(dueMs, place);
    this.#capture?.left(number, bytes, null);
    this.#put(to, bytes, number);
  }

  #put(node: number, bytes: Uint8Array, mark: number): void {
    const wire = this.#wires[node] ?? 0;
    if (wire === 0) this.refused(mark, 'no-wire');
    else this.#socket.put(wire, bytes, mark, this);
  }
}
