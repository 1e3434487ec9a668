/**
 * One direction of a link in the relay: its passage, the NAT bindings at both nodes, and what is counted. No socket and
 * no clock: the relay asks what becomes of a datagram when it enters and when it leaves.
 *
 * Invariant:
 * D1. offered + duplicated = passed + dropped + overload (full, sendQueue) + errors + in flight, at any moment.
 */

import type { DirectionCounters } from '../contract/relay.ts';
import { type DropReason, flipBit, type LinkModel, type LinkOutcome } from '../link/link-model.ts';
import type { NatBinding } from '../link/nat.ts';

export class RelayDirection {
  readonly link: string;
  readonly from: string;
  readonly to: string;
  readonly model: LinkModel;
  /** At `from`: what it sends keeps its binding. At `to`: what arrives needs one. */
  readonly natFrom: NatBinding | null;
  readonly natTo: NatBinding | null;
  readonly dropped: Partial<Record<DropReason, number>> = {};
  readonly errors: Record<string, number> = {};
  offered = 0;
  offeredBytes = 0;
  passed = 0;
  inFlight = 0;
  duplicated = 0;
  corrupted = 0;
  reordered = 0;
  full = 0;
  sendQueue = 0;
  /** By then all that was ever let in has left. */
  throughAtMs = Number.NEGATIVE_INFINITY;
  #lastPlace = 0;

  constructor(
    names: { link: string; from: string; to: string },
    model: LinkModel,
    natFrom: NatBinding | null,
    natTo: NatBinding | null,
  ) {
    this.link = names.link;
    this.from = names.from;
    this.to = names.to;
    this.model = model;
    this.natFrom = natFrom;
    this.natTo = natTo;
  }

  /**
   * A datagram from `from` enters. What its fate says of its bytes is done to them here, and to none before
   * `corruptibleAt`: headers that it is forwarded by.
   */
  enter(nowMs: number, bytes: Uint8Array, corruptibleAt = 0): LinkOutcome {
    this.offered++;
    this.offeredBytes += bytes.length;
    this.natFrom?.sent(nowMs);
    const outcome = this.model.offer(nowMs, bytes.length);
    if (outcome.dropped !== null) {
      this.#drop(outcome.dropped);
      return outcome;
    }
    if (outcome.flippedBit >= 0) this.#corrupt(outcome, bytes, corruptibleAt);
    this.#expect(outcome.arrivesAtMs);
    if (!Number.isNaN(outcome.againAtMs)) {
      this.duplicated++;
      this.#expect(outcome.againAtMs);
    }
    return outcome;
  }

  /** A datagram from `from` does not even come to this direction. */
  turnAway(bytes: Uint8Array, reason: DropReason): void {
    this.offered++;
    this.offeredBytes += bytes.length;
    this.#drop(reason);
  }

  /** A copy has come to its end, and does not come in to `to`. */
  keepOut(reason: DropReason): void {
    this.#drop(reason);
  }

  /** The copy of the `place`-th datagram that was due at `dueMs` leaves; false if it does not come in to `to`. */
  leave(dueMs: number, place: number): boolean {
    if (this.natTo !== null && !this.natTo.admits(dueMs)) {
      this.#drop('nat');
      return false;
    }
    if (place < this.#lastPlace) this.reordered++;
    else this.#lastPlace = place;
    this.passed++;
    return true;
  }

  /** The system refused one that had left. */
  refused(code: string): void {
    this.passed--;
    this.errors[code] = (this.errors[code] ?? 0) + 1;
  }

  /** The system takes no more for now; it would have left. */
  notTaken(): void {
    this.passed--;
    this.sendQueue++;
  }

  /** What a relay and a router count alike. */
  counts(): Omit<DirectionCounters, 'strangers' | 'overload'> {
    const { link, from, to, offered, offeredBytes, passed, inFlight } = this;
    const { duplicated, corrupted, reordered } = this;
    return {
      ...{ link, from, to, offered, offeredBytes, passed, inFlight, duplicated, corrupted, reordered },
      dropped: { ...this.dropped },
      errors: { ...this.errors },
    };
  }

  #corrupt(outcome: LinkOutcome, bytes: Uint8Array, from: number): void {
    outcome.flippedBit =
      from < bytes.length ? 8 * from + (outcome.flippedBit % (8 * (bytes.length - from))) : -1;
    if (outcome.flippedBit < 0) return;
    this.corrupted++;
    flipBit(bytes, outcome.flippedBit);
  }

  #expect(arrivesAtMs: number): void {
    if (arrivesAtMs > this.throughAtMs) this.throughAtMs = arrivesAtMs;
  }

  #drop(reason: DropReason): void {
    this.dropped[reason] = (this.dropped[reason] ?? 0) + 1;
  }
}
