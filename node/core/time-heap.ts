/**
 * What is due next: a heap of four children a parent in typed arrays. Items are small integers that mean something to
 * the caller (`TimeQueue` of the harness holds others). At the rates of one relay a push and a pop together cost a twentieth of the datagram's two system calls.
 *
 * Invariants:
 * H1. Items leave in order of their times; those of one time in the order in which they came.
 * H2. Nothing is allocated but when the heap outgrows its arrays, and then they double.
 */
export class TimeHeap {
  #dueMs = new Float64Array(1024);
  /** Counts pushes, for H1. A float holds 2⁵³ of them. */
  #order = new Float64Array(1024);
  #item = new Int32Array(1024);
  #size = 0;
  #pushes = 0;

  get size(): number {
    return this.#size;
  }

  /** Infinity when nothing waits. */
  get nextDueMs(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : this.#dueMs[0]!;
  }

  push(dueMs: number, item: number): void {
    if (this.#size === this.#item.length) this.#grow();
    const order = this.#pushes++;
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      // A parent of the same time came earlier, and stays.
      if (this.#dueMs[parent]! <= dueMs) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#put(at, dueMs, order, item);
  }

  /** The item that is due first; there must be one. */
  peek(): number {
    return this.#item[0]!;
  }

  /** Takes the item that is due first; there must be one. */
  pop(): number {
    const first = this.#item[0]!;
    const last = --this.#size;
    const dueMs = this.#dueMs[last]!;
    const order = this.#order[last]!;
    const item = this.#item[last]!;
    let at = 0;
    for (let child = 1; child < last; child = 4 * at + 1) {
      const least = this.#leastOf(child, Math.min(child + 4, last));
      if (dueMs < this.#dueMs[least]! || (dueMs === this.#dueMs[least] && order < this.#order[least]!)) break;
      this.#move(least, at);
      at = least;
    }
    this.#put(at, dueMs, order, item);
    return first;
  }

  #leastOf(from: number, end: number): number {
    let least = from;
    for (let i = from + 1; i < end; i++) {
      const difference = this.#dueMs[i]! - this.#dueMs[least]!;
      if (difference < 0 || (difference === 0 && this.#order[i]! < this.#order[least]!)) least = i;
    }
    return least;
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#dueMs[from]!, this.#order[from]!, this.#item[from]!);
  }

  #put(at: number, dueMs: number, order: number, item: number): void {
    this.#dueMs[at] = dueMs;
    this.#order[at] = order;
    this.#item[at] = item;
  }

  #grow(): void {
    const length = this.#item.length * 2;
    const dueMs = new Float64Array(length);
    const order = new Float64Array(length);
    const item = new Int32Array(length);
    dueMs.set(this.#dueMs);
    order.set(this.#order);
    item.set(this.#item);
    this.#dueMs = dueMs;
    this.#order = order;
    this.#item = item;
  }
}
