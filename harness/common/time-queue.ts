/**
 * A queue by time of whatever objects: the one with the smallest time comes out first, and of equal ones the one that was pushed first.
 */

import { TimeHeap } from '../../node/core/time-heap.ts';

export class TimeQueue<T> {
  readonly #heap = new TimeHeap();
  /** By the numbers that are in the heap. */
  readonly #items: (T | undefined)[] = [];
  readonly #free: number[] = [];

  /** The first; undefined when it is empty. */
  peek(): T | undefined {
    return this.#heap.size === 0 ? undefined : this.#items[this.#heap.peek()];
  }

  push(at: number, item: T): void {
    const number = this.#free.pop() ?? this.#items.length;
    this.#items[number] = item;
    this.#heap.push(at, number);
  }

  /** Takes the first; undefined when it is empty. */
  pop(): T | undefined {
    if (this.#heap.size === 0) return undefined;
    const number = this.#heap.pop();
    const item = this.#items[number];
    this.#items[number] = undefined;
    this.#free.push(number);
    return item;
  }
}
