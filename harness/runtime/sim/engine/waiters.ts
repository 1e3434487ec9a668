/**
 * Callers that wait on a virtual clock. The first to wake is the one with the earliest moment, and among equals the one that began
 * to wait first: so a run does not depend on how a heap happens to lie.
 */

import { TimeQueue } from '../../../common/time-queue.ts';

export interface Waiter {
  readonly atUs: number;
  readonly wake: () => void;
  /** Has woken, or was woken before its time; it stays in the queue until its turn comes. */
  isAwake: boolean;
}

export class Waiters {
  readonly #queue = new TimeQueue<Waiter>();
  #asleep = 0;

  /** How many wait. */
  get size(): number {
    return this.#asleep;
  }

  add(atUs: number, wake: () => void): Waiter {
    const waiter: Waiter = { atUs, wake, isAwake: false };
    this.#queue.push(atUs, waiter);
    this.#asleep++;
    return waiter;
  }

  /** Wakes it now. That it has woken already is fine. */
  wake(waiter: Waiter): void {
    if (waiter.isAwake) return;
    waiter.isAwake = true;
    this.#asleep--;
    waiter.wake();
  }

  /** The first to wake; undefined when nobody waits. */
  first(): Waiter | undefined {
    while (this.#queue.peek()?.isAwake) this.#queue.pop();
    return this.#queue.peek();
  }
}
