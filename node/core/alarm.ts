/**
 * One timer for two: the keepalive and the catch-up each say when they want to be woken, and the surroundings are
 * asked for the earlier of the two.
 */
import type { PeerPort } from './port.ts';

export class Alarm {
  readonly #port: PeerPort;
  #keepaliveMs = Number.POSITIVE_INFINITY;
  #catchUpMs = Number.POSITIVE_INFINITY;
  #askedMs = Number.POSITIVE_INFINITY;

  constructor(port: PeerPort) {
    this.#port = port;
  }

  keepaliveAt(ms: number): void {
    this.#keepaliveMs = ms;
    this.#ask();
  }

  catchUpAt(ms: number): void {
    this.#catchUpMs = ms;
    this.#ask();
  }

  /** It went off; until something else is asked for, it will not do so again. */
  rang(): void {
    this.#askedMs = Number.NaN;
  }

  #ask(): void {
    const earliestMs = Math.min(this.#keepaliveMs, this.#catchUpMs);
    if (earliestMs === this.#askedMs) return;
    this.#askedMs = earliestMs;
    this.#port.wakeAt(earliestMs);
  }
}
