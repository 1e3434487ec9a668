/**
 * The gates of a world: what datagrams meet of them in each direction, and those of a stranger.
 */

import { PlainGate } from '../../../../node/link/gates/gate.ts';
import { type GatePacket, Protocol } from '../../../../node/link/gates/gate-packet.ts';
import { GatesBetween } from '../../../../node/link/gates/gates-between.ts';
import type { WorldGate } from './types.ts';

/** All peers have the same. */
const PORT = 9000;
/** The address of a stranger: no node's. */
const STRANGER = -1;
/** More datagrams than this no direction ever has. */
const PLACES = 2 ** 30;

/** A datagram of a world, where an address is the number of a node until it moves. One object serves all. */
class SimulatedPacket implements GatePacket {
  readonly family = 4;
  source = 0;
  destination = 0;
  readonly protocol = Protocol.UDP;
  readonly sourcePort = PORT;
  readonly destinationPort = PORT;
  readonly isFragment = false;
  readonly fragmentAt = 0;
  readonly bytes = new Uint8Array(0);
  readonly headBytes = 0;
}

interface Ends {
  from: number;
  to: number;
}

interface UnderWay {
  sinceMs: number;
  copies: number;
}

export class WorldGates {
  readonly #gates: readonly PlainGate[];
  readonly #gatesOf = new Map<number, readonly PlainGate[]>();
  /** Of nodes that have moved. */
  readonly #addressOf = new Map<number, number>();
  #lastAddress = STRANGER;
  readonly #between = new Map<number, GatesBetween>();
  readonly #endsOf: (direction: number) => Ends;
  readonly #packet = new SimulatedPacket();
  /** What is on its way to downlinks, by direction and place. */
  readonly #underWay = new Map<number, UnderWay>();
  /** Whether there are lines that several share: then it matters in what order their datagrams come. */
  readonly haveRates: boolean;

  /** Of a node's, the first is the nearest to it. */
  constructor(gates: readonly WorldGate[], endsOf: (direction: number) => Ends) {
    this.#endsOf = endsOf;
    this.haveRates = gates.some(({ uplink, downlink }) => uplink !== undefined || downlink !== undefined);
    this.#gates = gates.map(({ nodes: _, ...spec }) => new PlainGate(spec));
    for (const [i, { nodes }] of gates.entries())
      for (const node of nodes) this.#gatesOf.set(node, [...this.#of(node), this.#gates[i]!]);
  }

  /** A node has another address, for which no firewall has let anything in or out yet. */
  moveToNewAddress(node: number): void {
    this.#addressOf.set(node, --this.#lastAddress);
  }

  /** It stands behind these of the gates from now on, the nearest first; so does what is under way. */
  moveBehind(node: number, places: readonly number[]): void {
    this.#gatesOf.set(
      node,
      places.map((place) => this.#gates[place]!),
    );
    this.#between.clear();
  }

  /** When a datagram that enters now is out; null where an uplink has no room. */
  leaveAtMs(direction: number, nowMs: number, bytes: number): number | null {
    const gates = this.#gatesBetween(direction);
    const packet = this.#packetOf(this.#endsOf(direction));
    for (const gate of gates.outwards) gate.leaving(nowMs, packet);
    return gates.leaveAtMs(nowMs, bytes);
  }

  hasDownlink(direction: number): boolean {
    return this.#gatesBetween(direction).hasDownlink;
  }

  /** The `place`-th datagram has entered, and so many copies of it are to come to the downlinks. */
  entered(direction: number, place: number, sinceMs: number, copies: number): void {
    if (this.hasDownlink(direction)) this.#underWay.set(direction * PLACES + place, { sinceMs, copies });
  }

  /** A copy of it has come there. When it had entered; undefined where there were no downlinks then. */
  enteredAtMs(direction: number, place: number): number | undefined {
    const key = direction * PLACES + place;
    const underWay = this.#underWay.get(key);
    if (underWay === undefined) return undefined;
    if (--underWay.copies === 0) this.#underWay.delete(key);
    return underWay.sinceMs;
  }

  /** When one that has come to the downlinks is through them; null where one has no room. */
  arriveAtMs(direction: number, nowMs: number, bytes: number): number | null {
    return this.#gatesBetween(direction).arriveAtMs(nowMs, bytes);
  }

  /** Whether one that is through them is let in. */
  admits(direction: number, nowMs: number): boolean {
    return this.#gatesBetween(direction).admits(nowMs, this.#packetOf(this.#endsOf(direction)));
  }

  /** When a stranger's datagram comes to a node, whose peer never sends to strangers; null where it does not. */
  strangerArrivesAtMs(node: number, nowMs: number, bytes: number): number | null {
    const gates = new GatesBetween([], this.#of(node));
    const atMs = gates.arriveAtMs(nowMs, bytes);
    if (atMs === null) return null;
    return gates.admits(atMs, this.#packetOf({ from: STRANGER, to: node })) ? atMs : null;
  }

  #packetOf({ from, to }: Ends): SimulatedPacket {
    this.#packet.source = this.#addressOf.get(from) ?? from;
    this.#packet.destination = this.#addressOf.get(to) ?? to;
    return this.#packet;
  }

  #gatesBetween(direction: number): GatesBetween {
    let gates = this.#between.get(direction);
    if (gates === undefined) {
      const { from, to } = this.#endsOf(direction);
      gates = new GatesBetween(this.#of(from), this.#of(to));
      this.#between.set(direction, gates);
    }
    return gates;
  }

  #of(node: number): readonly PlainGate[] {
    return this.#gatesOf.get(node) ?? [];
  }
}
