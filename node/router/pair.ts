/**
 * One ordered pair of nodes, and what a packet from the one to the other meets on the way: the uplinks of the gates that it leaves by, the
 * conditions, the downlinks of those that it comes in by, and what they let in. Pure.
 */
import { queueingMs } from '../link/conditions.ts';
import type { LinkOutcome } from '../link/link-model.ts';
import type { RateQueue } from '../link/rate-queue.ts';
import type { RelayDirection } from '../relay/direction.ts';
import type { Gate } from './gate.ts';
import { Packet } from './packet.ts';

/** Of what an uplink has no room for. */
const NO_ROOM: LinkOutcome = {
  dropped: 'uplink',
  arrivesAtMs: Number.NaN,
  againAtMs: Number.NaN,
  flippedBit: -1,
};

/** One object serves all. */
const arrived = new Packet();

/** Those of both nodes, the nearest to each first. Those that both are behind are not met. */
interface EndGates {
  from: readonly Gate[];
  to: readonly Gate[];
}

export class Pair {
  readonly number: number;
  readonly direction: RelayDirection;
  /** The numbers of the node from which it leads, and of that to which. */
  readonly from: number;
  readonly to: number;
  readonly hasLink: boolean;
  /** By a command. */
  isCut: boolean;
  /** Of the receiver, the outermost first, as packets meet them. */
  #gates: readonly Gate[] = [];
  #uplinks: readonly RateQueue[] = [];
  #downlinks: readonly RateQueue[] = [];

  constructor(
    way: { number: number; from: number; to: number },
    direction: RelayDirection,
    link: { isCut: boolean } | undefined,
    gates: EndGates,
  ) {
    this.number = way.number;
    this.from = way.from;
    this.to = way.to;
    this.direction = direction;
    this.hasLink = link !== undefined;
    this.isCut = link?.isCut ?? false;
    this.leadThrough(gates);
  }

  /** What is under way already meets those at its end, too. */
  leadThrough({ from, to }: EndGates): void {
    this.#gates = to.filter((gate) => !from.includes(gate)).reverse();
    this.#uplinks = from.flatMap((gate) => (to.includes(gate) ? [] : (gate.uplink ?? [])));
    this.#downlinks = this.#gates.flatMap(({ downlink }) => downlink ?? []);
  }

  /** Whether there is anything more than the conditions to wait for. */
  get hasDownlink(): boolean {
    return this.#downlinks.length > 0;
  }

  /** By when what has entered has left; never, where nothing is under way. */
  get throughAtMs(): number {
    const { inFlight, throughAtMs } = this.direction;
    if (inFlight === 0) return Number.NEGATIVE_INFINITY;
    return this.#downlinks.reduce((atMs, { rate }) => atMs + queueingMs(rate), throughAtMs);
  }

  /** What becomes of a packet on its way out, and by the conditions; see `RelayDirection`. */
  enter(nowMs: number, bytes: Uint8Array, corruptibleAt: number): LinkOutcome {
    const outAtMs = throughAll(this.#uplinks, nowMs, bytes.length);
    if (outAtMs !== null) return this.direction.enter(outAtMs, bytes, corruptibleAt);
    this.direction.turnAway(bytes, 'uplink');
    return NO_ROOM;
  }

  /** It is at the end of the conditions, in order of time. When it is through the downlinks there; null where they have no room. */
  arrive(nowMs: number, bytes: Uint8Array): number | null {
    const throughAtMs = throughAll(this.#downlinks, nowMs, bytes.length);
    if (throughAtMs === null) this.direction.keepOut('downlink');
    return throughAtMs;
  }

  /** After `arrive`, at the moment that it gave: whether the gates of the receiver let it in. */
  admits(nowMs: number, bytes: Uint8Array): boolean {
    if (this.#gates.length === 0) return true;
    arrived.read(bytes);
    const isLetIn = this.#gates.every((gate) => gate.admits(nowMs, arrived));
    if (!isLetIn) this.direction.keepOut('firewall');
    return isLetIn;
  }
}

/** When all of them have let it go, one behind the other; null where one has no room. */
function throughAll(queues: readonly RateQueue[], nowMs: number, bytes: number): number | null {
  let atMs = nowMs;
  for (const queue of queues) {
    const leaves = queue.offer(atMs, bytes);
    if (leaves === null) return null;
    atMs = leaves;
  }
  return atMs;
}
