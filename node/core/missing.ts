/**
 * What is missing of one boot of an origin: messages that exist, because a later one came or a neighbour has seen them, and
 * that this peer has not seen.
 */
import type { Neighbour } from './neighbour.ts';
import { timeoutMs } from './rtt.ts';
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

/** A neighbour has seen some of it and holds it no more: perhaps nobody does (C3). Since when, and which numbers. */
export interface Doubt {
  sinceMs: number;
  floor: number;
  to: number;
}

export class MissingMessages {
  readonly window: SequenceWindow;
  /** Numbers up to here exist. */
  knownTo: number;
  /** When it is pulled, or pulled from another neighbour. */
  dueAtMs: number;
  /** The neighbour that probably holds some of it. */
  offeredBy: Neighbour | null;
  /** From which number on; perhaps nobody holds what comes before. */
  offeredFrom: number;
  /** The neighbour that it is about to be pulled from. */
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

  extendTo(number: number): void {
    if (isSequenceAfter(number, this.knownTo)) this.knownTo = number;
  }

  get hasAny(): boolean {
    return isSequenceAfter(this.knownTo, this.window.floor);
  }

  /** How far ahead of the floor a PULL to this neighbour begins: at what it offers, if that is within reach (C2). */
  beginsAt(neighbour: Neighbour, end: number): number {
    if (neighbour !== this.offeredBy) return 1;
    const offered = firstMissing(this.window, this.offeredFrom, this.knownTo);
    const ahead = offered === null ? 1 : (offered - this.window.floor) | 0;
    return ahead <= end ? ahead : 1;
  }

  /** Whether what was pulled may still come; then it is due again when that is over. `mostMs` bounds the wait. */
  isComing(nowMs: number, leastMs: number, mostMs: number): boolean {
    const { asked } = this;
    if (!asked) return false;
    const untilMs = asked.movedAtMs + timeoutMs(asked.of, leastMs, mostMs);
    const hasCome = this.window.has(asked.to);
    if (!hasCome && untilMs > nowMs) {
      this.dueAtMs = untilMs;
      return true;
    }
    if (!hasCome) this.misses++;
    this.stopWaiting();
    return false;
  }

  /** No longer waits for what was pulled. */
  stopWaiting(): void {
    if (this.asked) this.asked.of.exchange.asked -= this.asked.left;
    this.asked = null;
  }
}

export function isSequenceAfter(number: number, other: number): boolean {
  return ((number - other) | 0) > 0;
}

/** The first number from `first` to `last` that is missing in a window, or null. */
export function firstMissing(window: SequenceWindow, first: number, last: number): number | null {
  const { floor } = window;
  const end = (last - floor) | 0;
  for (let ahead = Math.max(1, (first - floor) | 0); ahead <= end; ahead++) {
    const number = (floor + ahead) >>> 0;
    if (!window.has(number)) return number;
  }
  return null;
}
