/**
 * All directions of a world by their number. Only those that do something to datagrams, or count them, have a passage.
 */

import type { LinkOutcome } from '../../../../node/link/link-model.ts';
import { NatBinding } from '../../../../node/link/nat.ts';
import type { Obstacles } from '../../../../node/link/outages.ts';
import { randomStreamOf } from '../../../../node/link/random-stream.ts';
import { LinkModels } from './link-models.ts';
import { LinkTable } from './links.ts';
import type { DirectionChange, DirectionCounts, WorldSpec } from './types.ts';
import { WorldGates } from './world-gates.ts';

/** No span need be longer. */
const LONGEST_MS = 1_000;

/** Beside the place of a datagram: it has come to the downlinks before, and is through them. */
export const THROUGH = 1 << 30;

const NOTHING_COUNTED: DirectionCounts = {
  offered: 0,
  offeredBytes: 0,
  passed: 0,
  inFlight: 0,
  duplicated: 0,
  corrupted: 0,
  reordered: 0,
  dropped: {},
};

/** Of what goes to an address where nobody is: it never comes to the direction. */
const NOT_SENT: LinkOutcome = {
  dropped: 'moved',
  arrivesAtMs: Number.NaN,
  againAtMs: Number.NaN,
  flippedBit: -1,
};

export class Directions {
  readonly #spec: WorldSpec;
  readonly #links: LinkTable;
  readonly #models: LinkModels;
  /** Of nodes behind a NAT, by the direction in which they send. */
  readonly #bindings = new Map<number, NatBinding>();
  /** Directions from or to a node that has moved. */
  readonly #astray = new Map<number, NonNullable<DirectionChange['astray']>>();
  /** Of each node; null where conditions count payload. */
  readonly #headBytes: Uint8Array | null;
  readonly #gates: WorldGates | null;

  constructor(spec: WorldSpec) {
    this.#spec = spec;
    this.#links = new LinkTable(spec.nodes.length, spec.links);
    this.#models = new LinkModels(this.#links.count);
    const { gates = [] } = spec;
    const heads = spec.nodes.map(({ headBytes = 0 }) => headBytes);
    const isRouted = gates.length > 0 || heads.some((bytes) => bytes > 0);
    this.#headBytes = isRouted ? Uint8Array.from(heads) : null;
    const endsOf = (number: number) => ({ from: this.to(this.back(number)), to: this.to(number) });
    this.#gates = gates.length > 0 ? new WorldGates(gates, endsOf) : null;
    for (const { a, b, ab, ba } of spec.links) {
      const aHasNat = this.#bind(a, b);
      const hasNat = this.#bind(b, a) || aHasNat;
      if (ab || hasNat) this.#open(a, b, ab ?? {});
      if (ba || hasNat) this.#open(b, a, ba ?? {});
    }
  }

  /** The number of the direction from one node to another, or -1. */
  number(from: number, to: number): number {
    return this.#links.find(from, to);
  }

  /** The node at the end of a direction. */
  to(number: number): number {
    return this.#links.to(number);
  }

  /** The direction the other way. */
  back(number: number): number {
    return this.#links.back(number);
  }

  /** For so long no node can hear of what another one does, if datagrams take `leastUs` besides: in whole microseconds, at least one. */
  spanUs(leastUs: number): number {
    // Who shares a line with others has to take its turn in order of time.
    return this.#gates?.haveRates ? 1 : leastUs + this.#leastUs;
  }

  /** No datagram takes less than this, in whole microseconds, whatever its direction. */
  get #leastUs(): number {
    if (this.#models.count < this.#links.count) return 0;
    // One less, for times are rounded.
    return Math.max(0, Math.floor(Math.min(this.#models.leastMs, LONGEST_MS) * 1000) - 1);
  }

  /** What becomes of a datagram that enters; null where nothing is done to it. Valid until the next one enters. */
  enter(number: number, nowMs: number, bytes: number): LinkOutcome | null {
    if (this.#astray.get(number)?.isSent === false) return NOT_SENT;
    if (this.#bindings.size > 0) this.#bindings.get(number)?.sent(nowMs);
    if (this.#headBytes === null) return this.#models.enter(number, nowMs, nowMs, bytes);
    const packetBytes = bytes + this.#headBytes[this.to(number)]!;
    const outcome =
      this.#gates === null
        ? this.#models.enter(number, nowMs, nowMs, packetBytes)
        : this.#enterByGates(this.#gates, number, nowMs, packetBytes);
    // As the router does: what flips is a bit of the payload.
    if (outcome !== null && outcome.flippedBit >= 0) outcome.flippedBit %= 8 * bytes;
    return outcome;
  }

  #enterByGates(gates: WorldGates, number: number, nowMs: number, bytes: number): LinkOutcome | null {
    const outAtMs = gates.leaveAtMs(number, nowMs, bytes);
    if (outAtMs === null) return this.#models.turnAway(number, nowMs, bytes, 'uplink');
    const outcome = this.#models.enter(number, nowMs, outAtMs, bytes);
    if (outcome !== null && outcome.dropped === null)
      gates.entered(number, this.place(number), nowMs, Number.isNaN(outcome.againAtMs) ? 1 : 2);
    return outcome;
  }

  /** See `ReadAhead`. */
  peek(back: number): number {
    return this.#links.to(back) + this.#models.peek(back);
  }

  /** Which datagram of its direction the last one that entered was, counted from 1. */
  place(number: number): number {
    return this.#models.place(number);
  }

  /** A datagram of so many bytes is at the end of its conditions. When it is through the downlinks there; never, where one has no room. */
  arriveAtUs(back: number, nowUs: number, place: number, bytes: number): number {
    const gates = this.#gates;
    if (gates === null || place >= THROUGH) return nowUs;
    const number = this.#links.back(back);
    if (!gates.hasDownlink(number)) return nowUs;
    const nowMs = nowUs / 1000;
    const atMs = gates.arriveAtMs(number, nowMs, bytes + this.#headBytes![this.to(number)]!);
    const sinceMs = gates.enteredAtMs(number, place) ?? nowMs;
    if (atMs === null) {
      this.#models.droppedByDownlink(number, nowMs);
      return Infinity;
    }
    this.#models.passedDownlinks(number, sinceMs, atMs);
    return Math.max(nowUs, Math.round(atMs * 1000));
  }

  /**
   * A datagram arrives; false if it does not come in. `back` is the number of the way back. What entered without a passage has
   * no place: 0.
   */
  leave(back: number, nowMs: number, place: number): boolean {
    if (place === 0) return true;
    const number = this.#links.back(back);
    if (this.#astray.get(number)?.isTaken === false) {
      this.#models.drop(number, 'moved');
      return false;
    }
    if (this.#gates !== null && !this.#gates.admits(number, nowMs)) {
      this.#models.drop(number, 'firewall');
      return false;
    }
    if (this.#bindings.size > 0 && this.#bindings.get(back)?.admits(nowMs) === false) {
      this.#models.drop(number, 'nat');
      return false;
    }
    this.#models.leave(back, number, place & ~THROUGH);
    return true;
  }

  /** A node has another address, or stands behind other gates: those at these places among all. */
  move(node: number, hasNewAddress: boolean, places: readonly number[] | undefined): void {
    if (hasNewAddress) this.#gates?.moveToNewAddress(node);
    if (places !== undefined) this.#gates?.moveBehind(node, places);
  }

  /** When a stranger's datagram comes to a node; null where gates keep it out. */
  strangerArrivesAtMs(node: number, nowMs: number, bytes: number): number | null {
    if (this.#gates === null) return nowMs;
    return this.#gates.strangerArrivesAtMs(node, nowMs, bytes + this.#headBytes![node]!);
  }

  /** From now on; what is under way stays so. */
  change(from: number, to: number, { conditions, cut, astray }: DirectionChange): void {
    const number = this.number(from, to);
    if (number < 0) return;
    if (!this.#models.has(number)) this.#open(from, to, {});
    if (conditions !== undefined) this.#models.setConditions(number, conditions);
    if (cut !== undefined) this.#models.setCut(number, cut);
    if (astray !== undefined) this.#astray.set(number, astray);
  }

  counts(from: number, to: number): DirectionCounts {
    const number = this.number(from, to);
    return this.#isOpen(number) ? this.#models.counts(number, this.back(number)) : NOTHING_COUNTED;
  }

  /** Outages and delays since they were taken last, if there were any. */
  takeObstacles(from: number, to: number, nowMs: number): Obstacles | undefined {
    return this.#models.takeObstacles(this.number(from, to), nowMs);
  }

  #isOpen(number: number): boolean {
    return number >= 0 && this.#models.has(number);
  }

  #open(from: number, to: number, conditions: NonNullable<DirectionChange['conditions']>): void {
    const { seed, nodes } = this.#spec;
    const stream = randomStreamOf(seed, nodes[from]!.name, nodes[to]!.name);
    this.#models.open(this.number(from, to), conditions, stream);
  }

  /** True if the node is behind a NAT. */
  #bind(from: number, to: number): boolean {
    const { natTimeoutMs } = this.#spec.nodes[from]!;
    if (natTimeoutMs !== undefined) this.#bindings.set(this.number(from, to), new NatBinding(natTimeoutMs));
    return natTimeoutMs !== undefined;
  }
}
