/**
 * The virtual clock: time that passes only while everybody waits for it.
 *
 * The harness is a program of promises. When all have settled that can settle without time (no microtask is left: one
 * turn of the event loop) and somebody sleeps, the clock moves: the world runs up to the first sleeper's moment, and
 * that one wakes. Then again.
 *
 * Invariants:
 * V1. While nobody sleeps, time stands still: what the harness waits for then is the real world, such as a file that is
 *     opened, and that takes no time here.
 * V2. What is due in the world at a sleeper's moment happens before it wakes. Of sleepers of one moment the first to lie
 *     down wakes first, and what it sets in motion has settled before the next one wakes.
 * V3. Real time decides nothing. It only bounds how long the world runs before the event loop turns once, so that Ctrl-C
 *     is heard and progress is drawn; the world does not notice.
 */

import type { Clock } from '../port/port.ts';
import { microsNoEarlier } from './engine/micros.ts';
import { type Waiter, Waiters } from './engine/waiters.ts';

/** What the clock drives. Times are whole microseconds. */
export interface DrivenByTime {
  readonly nowUs: number;
  /** Does all that is due up to and at that moment, in order; it is that moment then. */
  runUntil(us: number): void;
}

/** How long the world may run, in real time, before the event loop turns. */
const SLICE_MS = 25;
const FIRST_STRIDE_US = 1_000;
const LONGEST_STRIDE_US = 3_600_000_000;

/** A world in which nothing happens. */
class Void implements DrivenByTime {
  nowUs = 0;

  runUntil(us: number): void {
    this.nowUs = us;
  }
}

export class VirtualClock implements Clock {
  readonly isVirtual = true;
  readonly #waiters = new Waiters();
  #world: DrivenByTime = new Void();
  #isTurning = false;
  #isStopped = false;
  /** How far the world runs before real time is looked at. */
  #strideUs = FIRST_STRIDE_US;

  get nowUs(): number {
    return this.#world.nowUs;
  }

  now(): number {
    return this.#world.nowUs / 1000;
  }

  /** From now on time is this world's, which must be at the same moment. */
  drive(world: DrivenByTime): void {
    this.#world = world;
  }

  /** Time stands still for good. Sleepers are woken only by a signal. */
  stop(): void {
    this.#isStopped = true;
  }

  async sleepUntil(atMs: number, signal?: AbortSignal): Promise<void> {
    const atUs = microsNoEarlier(atMs);
    if (atUs <= this.nowUs || signal?.aborted) return;
    await new Promise<void>((resolve) => {
      const abort = () => this.#waiters.wake(waiter);
      const waiter: Waiter = this.#waiters.add(atUs, () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      });
      signal?.addEventListener('abort', abort, { once: true });
      this.#turnSoon();
    });
  }

  #turnSoon(): void {
    if (this.#isTurning || this.#isStopped) return;
    this.#isTurning = true;
    setImmediate(this.#turn);
  }

  readonly #turn = (): void => {
    this.#isTurning = false;
    const first = this.#waiters.first();
    if (first === undefined || first.atUs === Number.POSITIVE_INFINITY || this.#isStopped) return;
    if (this.#runUntil(first.atUs)) this.#waiters.wake(first);
    this.#turnSoon();
  };

  /** True when it got there, false when the event loop is to turn before. */
  #runUntil(us: number): boolean {
    const world = this.#world;
    const beganMs = performance.now();
    let tookMs = 0;
    while (world.nowUs < us) {
      if (tookMs > SLICE_MS) return false;
      world.runUntil(Math.min(us, world.nowUs + this.#strideUs));
      const strideMs = performance.now() - beganMs - tookMs;
      tookMs += strideMs;
      if (strideMs < SLICE_MS / 8) this.#strideUs = Math.min(2 * this.#strideUs, LONGEST_STRIDE_US);
      else if (strideMs > SLICE_MS / 2) this.#strideUs = Math.max(1, Math.floor(this.#strideUs / 2));
    }
    world.runUntil(us);
    return true;
  }
}
