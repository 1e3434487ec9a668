/**
 * The timers of a peer, all in one table, as in quinn. The surroundings know only the earliest: after each input the peer asks
 * them to call `Peer.timer` then, and `Peer.timer` serves every timer that has expired. Times are in milliseconds of the
 * peer's clock, infinite for a timer that is stopped; K is the interval of the keepalive.
 *
 *     timer      set by        what is done when it expires
 *     KEEPALIVE  Keepalive     each neighbour whose time has come is probed, suspected or given up
 *     PULL       Puller        a PULL for what is missing; may expire early, and then nothing is pulled
 *     ANNOUNCE   Provider      RANGES to all neighbours with what was pulled of late
 *
 * KEEPALIVE is the earliest of the times of all neighbours (`Neighbour.dueAtMs`):
 *
 *     the neighbour is   it is probed again, or its state changes, after
 *     DOWN               ¾ K to K; but K/8 after the last probe if it sends a PING itself
 *     IDLE               ¾ K to K
 *     WAITING            the time that an answer may take, K/4 to 2 K
 *     SUSPECT            K/12; and after the last probe the time that an answer may take, K/4 to 4 K
 *
 * PULL is the earliest of the times of all windows in which something is missing (`MissingMessages.dueAtMs`), ANNOUNCE is K/16 after the first
 * message that was pulled:
 *
 *     a message is missing because   it is pulled after
 *     a later one came               K/8, or a round trip if that is longer
 *     a neighbour offers it          K/16, or half a round trip
 *     a PULL brought nothing         the time that an answer may take, K/16 to 4 K
 *     nobody can serve it            K
 *
 * What is only compared with the time when something else happens is no timer: how often RANGES are sent (`Exchange`), and for how
 * long a message must have been missing before it is given up (`MissingMessages.doubt`).
 */
import type { PeerPort } from './port.ts';
import { Row, type RowArena } from './rows.ts';

export const Timer = { KEEPALIVE: 0, PULL: 1, ANNOUNCE: 2 } as const;
export type Timer = (typeof Timer)[keyof typeof Timer];

/** Behind the timers: the time that the surroundings were asked for. NaN once they have called. */
const ASKED = 3;

export class TimerTable extends Row {
  constructor(rows?: RowArena) {
    super(rows, ASKED + 1);
    this.block.longs.fill(Number.POSITIVE_INFINITY, this.at, this.at + ASKED + 1);
  }

  get(timer: Timer): number {
    return this.block.longs[this.at + timer]!;
  }

  set(timer: Timer, atMs: number): void {
    this.block.longs[this.at + timer] = atMs;
  }

  /** Sets it, unless it expires before that anyway. */
  setNoLater(timer: Timer, atMs: number): void {
    if (atMs < this.get(timer)) this.set(timer, atMs);
  }

  stop(timer: Timer): void {
    this.set(timer, Number.POSITIVE_INFINITY);
  }

  isExpired(timer: Timer, nowMs: number): boolean {
    return this.get(timer) <= nowMs;
  }

  get earliestMs(): number {
    return Math.min(this.get(Timer.KEEPALIVE), this.get(Timer.PULL), this.get(Timer.ANNOUNCE));
  }

  /** The surroundings have called, and will not do so again before they are asked. */
  fired(): void {
    this.block.longs[this.at + ASKED] = Number.NaN;
  }

  /** Asks the surroundings for a call at the earliest of all times, if that is not what they were asked for last. */
  arm(port: PeerPort): void {
    const { earliestMs } = this;
    const { longs } = this.block;
    if (earliestMs === longs[this.at + ASKED]) return;
    longs[this.at + ASKED] = earliestMs;
    port.wakeAt(earliestMs);
  }
}
