/**
 * Watches this process's event loop: how late a regular timer is, and whether the loop has any idle moment. While a loop
 * does not turn, datagrams wait in sockets and nobody sees when they came; so the whole gap counts as late.
 */
import { performance } from 'node:perf_hooks';
import { LATE_MS, type Lateness } from './lateness.ts';

const EVERY_MS = 25;
/** A share of idle time is measured over this. */
const SPAN_MS = 250;
const SATURATED = 0.95;

export class Canary {
  readonly #lateness: Lateness;
  readonly #onTick: () => void;
  readonly #timer: NodeJS.Timeout;
  #tickedAtMs = performance.now();
  #spanFromMs = this.#tickedAtMs;
  #used = performance.eventLoopUtilization();

  /** `onTick` is called after each look, a good moment to report. */
  constructor(lateness: Lateness, onTick: () => void) {
    this.#lateness = lateness;
    this.#onTick = onTick;
    this.#timer = setInterval(this.#tick, EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  readonly #tick = (): void => {
    const nowMs = performance.now();
    const lateMs = nowMs - this.#tickedAtMs - EVERY_MS;
    if (lateMs > LATE_MS) this.#lateness.note('loop', this.#tickedAtMs, nowMs, lateMs, 0);
    this.#tickedAtMs = nowMs;
    if (nowMs - this.#spanFromMs >= SPAN_MS) this.#lookAtSpan(nowMs);
    this.#onTick();
  };

  #lookAtSpan(nowMs: number): void {
    const used = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(used, this.#used);
    if (utilization > SATURATED) this.#lateness.note('saturated', this.#spanFromMs, nowMs, undefined, 0);
    this.#used = used;
    this.#spanFromMs = nowMs;
  }
}
