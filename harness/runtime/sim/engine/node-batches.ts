/**
 * What is due at the nodes of a world within a span of time, node by node: the first node's datagrams and rings in order of
 * time, then the next one's. So what a node is made of is fetched from memory once for all that happens at it in the span,
 * instead of once for each; and a simulator of many nodes does little else than to wait for memory.
 *
 * Of equal times at one node, datagrams come in the order of the nodes that they come from, and those of one node in the order
 * in which they were sent: so that nothing depends on where a span begins or ends.
 */
import { type PendingEvents, TIMER } from './pending.ts';
import type { ReadAhead } from './read-ahead.ts';
import { Entries } from './wheel.ts';

const NONE = -1;
/** Fewer are sorted one by one. */
const FEW = 32;
/** How many entries are put in order at once: enough for fetching many from memory at the same time, few enough to stay near. */
const AHEAD = 128;

export class NodeBatches {
  readonly #pending: PendingEvents;
  readonly #readAhead: ReadAhead;
  /** As they were taken. */
  readonly #taken = new Entries();
  /** The same, node by node. */
  #order = new Int32Array(0);
  /** Which entry of `#order` is next, and up to where those of each node are in order of time. */
  #at = 0;
  #orderedTo = 0;
  /** Of each node: how many entries it has in this span; and then, where its next one belongs. 0 for all between spans. */
  readonly #places: Int32Array;
  /** One bit for each node that has any. */
  readonly #present: Int32Array;

  // What `next` went to.
  node = NONE;
  dueUs = 0;
  /** The direction back to the sender of a datagram, or `TIMER`. */
  back = TIMER;
  /** Which datagram of its direction it is. */
  place = 0;
  /** The number of its bytes. */
  packet = 0;

  constructor(nodes: number, pending: PendingEvents, readAhead: ReadAhead) {
    this.#pending = pending;
    this.#readAhead = readAhead;
    this.#places = new Int32Array(nodes);
    this.#present = new Int32Array((nodes + 31) >>> 5);
  }

  /** Takes what is due within `spanUs` from the first on, and by `limitUs`: see `Wheel.takeSpan`. */
  gather(limitUs: number, spanUs: number): number {
    const untilUs = this.#pending.takeSpan(limitUs, spanUs, this.#taken);
    if (this.#order.length < this.#taken.size) this.#order = new Int32Array(this.#taken.list.length);
    this.#sort();
    this.#at = 0;
    this.#orderedTo = 0;
    return untilUs;
  }

  /** Goes to the next entry; false if there is none. What the fields say is valid until then. */
  next(): boolean {
    if (this.#at === this.#taken.size) return false;
    if (this.#at === this.#orderedTo) this.#orderAhead();
    const pending = this.#pending;
    const entry = this.#order[this.#at++]!;
    this.node = pending.node(entry);
    this.dueUs = pending.dueUs(entry);
    this.back = pending.back(entry);
    this.place = pending.place(entry);
    this.packet = pending.packet(entry);
    pending.letGo(entry);
    return true;
  }

  /** Node by node. By counting, if they are not few: as much work as there are entries, and a little for each node of the world. */
  #sort(): void {
    const pending = this.#pending;
    const places = this.#places;
    const { list, size } = this.#taken;
    if (size < FEW) {
      for (let i = 0; i < size; i++) this.#order[i] = list[i]!;
      this.#putInOrder(0, size);
      return;
    }
    for (let i = 0; i < size; i++) {
      const node = pending.node(list[i]!);
      places[node]!++;
      this.#present[node >>> 5]! |= 1 << (node & 31);
    }
    this.#placeNodes();
    for (let i = 0; i < size; i++) {
      const entry = list[i]!;
      this.#order[places[pending.node(entry)]!++] = entry;
    }
  }

  /** From how many entries each node has to where the first one belongs. */
  #placeNodes(): void {
    let place = 0;
    for (let word = 0; word < this.#present.length; word++) {
      for (let bits = this.#present[word]!; bits !== 0; bits &= bits - 1) {
        const node = (word << 5) | (31 - Math.clz32(bits & -bits));
        const count = this.#places[node]!;
        this.#places[node] = place;
        place += count;
      }
      this.#present[word] = 0;
    }
  }

  /** Puts the entries of the next nodes in order of time. */
  #orderAhead(): void {
    const pending = this.#pending;
    const order = this.#order;
    const { size } = this.#taken;
    const to = Math.min(this.#at + AHEAD, size);
    let begin = this.#at;
    while (begin < to) {
      const node = pending.node(order[begin]!);
      let end = begin + 1;
      while (end < size && pending.node(order[end]!) === node) end++;
      if (end - begin > 1) this.#putInOrder(begin, end);
      this.#places[node] = 0;
      begin = end;
    }
    this.#readAhead.read(pending, order, this.#at, begin);
    this.#orderedTo = begin;
  }

  #putInOrder(begin: number, end: number): void {
    const order = this.#order;
    if (end - begin > FEW) {
      order.subarray(begin, end).sort((one, other) => this.#compare(one, other));
      return;
    }
    for (let i = begin + 1; i < end; i++) {
      const entry = order[i]!;
      let at = i;
      for (; at > begin && this.#compare(order[at - 1]!, entry) > 0; at--) order[at] = order[at - 1]!;
      order[at] = entry;
    }
  }

  #compare(one: number, other: number): number {
    const pending = this.#pending;
    return (
      pending.node(one) - pending.node(other) ||
      pending.dueUs(one) - pending.dueUs(other) ||
      pending.back(one) - pending.back(other) ||
      pending.place(one) - pending.place(other)
    );
  }
}
