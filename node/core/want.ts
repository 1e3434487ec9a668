/**
 * What a peer lacks of one boot of an origin: known to exist, because something later came or a neighbour told
 * of it, and not seen.
 */
import type { Neighbour } from './neighbour.ts';
import type { SequenceWindow } from './window.ts';

/** Of the numbers that the last PULL for it named. */
export interface PulledRange {
  of: Neighbour;
  /** Some number up to here was asked for, and none after it. */
  to: number;
  /** How many have not come. */
  left: number;
  /** When the PULL left, or the last of them came. */
  movedAtMs: number;
}

/** Some neighbour counts as seen what it does not hold. When that began, and what it is about. */
export interface Doubt {
  sinceMs: number;
  floor: number;
  to: number;
}

export class Want {
  readonly window: SequenceWindow;
  /** Numbers up to here exist. */
  knownTo: number;
  /** When to ask, or to ask somebody else. */
  dueAtMs: number;
  /** Who probably holds some of it. */
  offeredBy: Neighbour | null;
  /** And from which number on; what comes before, nobody may hold any more. */
  offeredFrom: number;
  /** Who is about to be asked. */
  server: Neighbour | null = null;
  isWaitingForRoom = false;
  asked: PulledRange | null = null;
  doubt: Doubt | null = null;
  /** PULLs in a row to which nothing came. */
  misses = 0;

  constructor(window: SequenceWindow, dueAtMs: number, offeredBy: Neighbour | null) {
    this.window = window;
    this.knownTo = window.highest;
    this.dueAtMs = dueAtMs;
    this.offeredBy = offeredBy;
    this.offeredFrom = window.floor;
  }

  knowTo(number: number): void {
    if (isAfter(number, this.knownTo)) this.knownTo = number;
  }

  get isLacking(): boolean {
    return isAfter(this.knownTo, this.window.floor);
  }

  /** How far ahead of the floor to begin to ask a neighbour: at what it offers, if that is within reach (C2). */
  begins(neighbour: Neighbour, end: number): number {
    if (neighbour !== this.offeredBy) return 1;
    const offered = firstLacked(this.window, this.offeredFrom, this.knownTo);
    const ahead = offered === null ? 1 : (offered - this.window.floor) | 0;
    return ahead <= end ? ahead : 1;
  }

  /** Nothing is under way any more. */
  settle(): void {
    if (this.asked) this.asked.of.exchange.asked -= this.asked.left;
    this.asked = null;
  }
}

export function isAfter(number: number, other: number): boolean {
  return ((number - other) | 0) > 0;
}

/** The first number from `first` to `last` that a window lacks, or null. */
export function firstLacked(window: SequenceWindow, first: number, last: number): number | null {
  const { floor } = window;
  const end = (last - floor) | 0;
  for (let ahead = Math.max(1, (first - floor) | 0); ahead <= end; ahead++) {
    const number = (floor + ahead) >>> 0;
    if (!window.has(number)) return number;
  }
  return null;
}
