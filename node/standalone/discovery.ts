/**
 * Which peers a peer on its own takes for neighbours: those that hold the mesh's key and answer, at the addresses that
 * the names in its settings have now, or that write to it first. A peer is known by its id; the address
 * is only where it was last heard.
 *
 * Decisions only: names are resolved and datagrams sent by the caller. Times in milliseconds.
 *
 * Invariants:
 * N1. At most `MAX_NEIGHBOURS` neighbours, whatever arrives.
 * N2. The address of a neighbour changes only while it is down.
 * N3. A neighbour that has been down for `FORGET_AFTER_MS`, and is at none of the addresses that the names have, is
 *     forgotten; one that never answered, sooner.
 */

import type { AddressToken } from '../core/address.ts';

export const MAX_NEIGHBOURS = 256;
export const FORGET_AFTER_MS = 600_000;
/** For one that was sighted and has not answered since. */
export const FORGET_UNPROVEN_AFTER_MS = 30_000;

export interface Known {
  readonly id: number;
  address: AddressToken;
  readonly isUp: boolean;
  readonly isProven: boolean;
}

export type SightingVerdict = 'own-address' | 'same-name' | 'met' | 'moved' | 'full';

export class Discovery {
  readonly #ownId: number;
  readonly #ownBoot: number;
  readonly #own = new Set<AddressToken>();
  /** Since when somebody has been down, by id. */
  readonly #downSinceMs = new Map<number, number>();

  constructor(ownId: number, ownBoot: number) {
    this.#ownId = ownId;
    this.#ownBoot = ownBoot;
  }

  /** Of the addresses that names have now, the ones to probe: not this peer's own, and nobody up is there. */
  toProbe(resolved: readonly AddressToken[], neighbours: readonly Known[]): AddressToken[] {
    return [...new Set(resolved)].filter(
      (address) => !this.#own.has(address) && !neighbours.some((n) => n.isUp && n.address === address),
    );
  }

  /** What to make of an authentic datagram from somebody who is no neighbour, or is down and has moved. */
  sighted(
    who: { id: number; boot: number },
    address: AddressToken,
    neighbours: readonly Known[],
    nowMs: number,
  ): SightingVerdict {
    if (who.id === this.#ownId) {
      if (who.boot !== this.#ownBoot) return 'same-name';
      this.#own.add(address);
      return 'own-address';
    }
    const known = neighbours.find(({ id }) => id === who.id);
    if (known) {
      if (!known.isUp) known.address = address;
      return 'moved';
    }
    if (neighbours.length >= MAX_NEIGHBOURS) return 'full';
    this.#downSinceMs.set(who.id, nowMs);
    return 'met';
  }

  cameUp(id: number): void {
    this.#downSinceMs.delete(id);
  }

  wentDown(id: number, nowMs: number): void {
    this.#downSinceMs.set(id, nowMs);
  }

  /** The ids to forget (N3); they are forgotten here. */
  toForget(resolved: readonly AddressToken[], neighbours: readonly Known[], nowMs: number): number[] {
    const ids = neighbours
      .filter(({ id, isUp, isProven, address }) => {
        if (isUp || (isProven && resolved.includes(address))) return false;
        const downMs = nowMs - (this.#downSinceMs.get(id) ?? nowMs);
        return downMs > (isProven ? FORGET_AFTER_MS : FORGET_UNPROVEN_AFTER_MS);
      })
      .map(({ id }) => id);
    for (const id of ids) this.#downSinceMs.delete(id);
    return ids;
  }
}
