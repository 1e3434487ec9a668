/**
 * One ordered pair of nodes, and what a packet from the one to the other meets on the way: the uplinks of the gates that it leaves by, the
 * conditions, the downlinks of those that it comes in by, and what they let in. Pure.
 */
import type { GatesBetween } from '../link/gates/gates-between.ts';
import type { LinkOutcome } from '../link/link-model.ts';
import type { RelayDirection } from '../relay/direction.ts';
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

export class Pair {
  readonly number: number;
  readonly direction: RelayDirection;
  /** The numbers of the node from which it leads, and of that to which. */
  readonly from: number;
  readonly to: number;
  readonly hasLink: boolean;
  /** By a command. */
  isCut: boolean;
  #gates: GatesBetween;

  constructor(
    way: { number: number; from: number; to: number },
    direction: RelayDirection,
    link: { isCut: boolean } | undefined,
    gates: GatesBetween,
  ) {
    this.number = way.number;
    this.from = way.from;
    this.to = way.to;
    this.direction = direction;
    this.hasLink = link !== undefined;
    this.isCut = link?.isCut ?? false;
    this.#gates = gates;
  }

  /** What is under way already meets those at its end, too. */
  leadThrough(gates: GatesBetween): void {
    this.#gates = gates;
  }

  /** Whether there is anything more than the conditions to wait for. */
  get hasDownlink(): boolean {
    return this.#gates.hasDownlink;
  }

  /** By when what has entered has left; never, where nothing is under way. */
  get throughAtMs(): number {
    const { inFlight, throughAtMs } = this.direction;
    if (inFlight === 0) return Number.NEGATIVE_INFINITY;
    return throughAtMs + this.#gates.downlinkMs;
  }

  /** What becomes of a packet on its way out, and by the conditions; see `RelayDirection`. */
  enter(nowMs: number, bytes: Uint8Array, corruptibleAt: number): LinkOutcome {
    const outAtMs = this.#gates.leaveAtMs(nowMs, bytes.length);
    if (outAtMs !== null) return this.direction.enter(outAtMs, bytes, corruptibleAt);
    this.direction.turnAway(bytes, 'uplink');
    return NO_ROOM;
  }

  /** It is at the end of the conditions, in order of time. When it is through the downlinks there; null where they have no room. */
  arrive(nowMs: number, bytes: Uint8Array): number | null {
    const throughAtMs = this.#gates.arriveAtMs(nowMs, bytes.length);
    if (throughAtMs === null) this.direction.keepOut('downlink');
    return throughAtMs;
  }

  /** After `arrive`, at the moment that it gave: whether the gates of the receiver let it in. */
  admits(nowMs: number, bytes: Uint8Array): boolean {
    if (this.#gates.inwards.length === 0) return true;
    arrived.read(bytes);
    const isLetIn = this.#gates.admits(nowMs, arrived);
    if (!isLetIn) this.direction.keepOut('firewall');
    return isLetIn;
  }
}
