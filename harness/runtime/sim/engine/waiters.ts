/**
 * Who sleeps until when on a virtual clock. The first to wake is the one with the earliest moment, and among equals
 * the one that lay down first: so a run does not depend on how a heap happens to lie.
 */

export interface Waiter {
  readonly atUs: number;
  readonly order: number;
  readonly wake: () => void;
  /** Has woken, or was woken before its time; it lies in the heap until its turn comes. */
  over: boolean;
}

export class Waiters {
  readonly #heap: Waiter[] = [];
  #count = 0;
  #asleep = 0;

  /** How many sleep. */
  get size(): number {
    return this.#asleep;
  }

  add(atUs: number, wake: () => void): Waiter {
    const waiter: Waiter = { atUs, order: this.#count++, wake, over: false };
    const heap = this.#heap;
    let at = heap.length;
    heap.push(waiter);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(waiter, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = waiter;
    this.#asleep++;
    return waiter;
  }

  /** Wakes it now. That it has woken already is fine. */
  rouse(waiter: Waiter): void {
    if (waiter.over) return;
    waiter.over = true;
    this.#asleep--;
    waiter.wake();
  }

  /** The first to wake; undefined when nobody sleeps. */
  first(): Waiter | undefined {
    while (this.#heap[0]?.over) this.#removeFirst();
    return this.#heap[0];
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
  }
}

function isBefore(one: Waiter, other: Waiter): boolean {
  return one.atUs === other.atUs ? one.order < other.order : one.atUs < other.atUs;
}
