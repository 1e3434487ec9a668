/**
 * Which sequence numbers of one origin, in one boot, have been seen: exact, in bounded memory.
 *
 * `floor` is the number up to which everything counts as seen. Above it, one bit for each of the next
 * `capacity` numbers, in a ring. With nothing lost and nothing reordered the floor is all there is; the ring
 * starts as one word inside the object and grows only as far as the holes reach, up to `WINDOW_BITS`.
 *
 * Numbers are compared as RFC 1982 does, by their signed 32-bit difference, so the count may wrap.
 *
 * Invariants:
 * W1. A number is accepted at most once.
 * W2. A number is accepted the first time, if it is less than `WINDOW_BITS` behind the highest one. (But for
 *     one case: who first hears of an origin just after its count wrapped takes the count to have begun at 1.)
 * W3. No more than `WINDOW_BITS` bits are ever held.
 */

export const WINDOW_BITS = 8_192;

export class SequenceWindow {
  readonly boot: number;
  /** The window of an earlier boot of the same origin: a list, newest boot first. */
  older: SequenceWindow | null;
  /** Everything up to here is seen, or given up. */
  floor: number;
  /** Numbers that the floor passed without their having been seen. */
  skipped = 0;
  /** Bits set above the floor. */
  #pending = 0;
  #capacity = 32;
  #word = 0;
  #words: Uint32Array | null = null;

  /** Sequences start at 1 with each boot; whoever joins late may still be sent the ones before `first`. */
  constructor(boot: number, first: number, older: SequenceWindow | null) {
    this.boot = boot;
    this.older = older;
    this.floor = first > 0 && first <= WINDOW_BITS ? 0 : (first - WINDOW_BITS) >>> 0;
  }

  /** True the first time a sequence number comes, and from then on false. */
  accept(sequence: number): boolean {
    const ahead = (sequence - this.floor) | 0;
    if (ahead <= 0) return false;
    if (ahead === 1 && this.#pending === 0) {
      this.floor = sequence;
      return true;
    }
    if (ahead > this.#capacity) this.#reach(ahead, sequence);
    if (this.#isSet(sequence)) return false;
    this.#set(sequence);
    this.#pending++;
    this.#climb();
    return true;
  }

  /** Raises the floor over everything that is contiguous with it. */
  #climb(): void {
    while (this.#pending > 0) {
      const next = (this.floor + 1) >>> 0;
      if (!this.#isSet(next)) return;
      this.#clear(next);
      this.#pending--;
      this.floor = next;
    }
  }

  /** Makes room for a number that is `ahead` of the floor: by growing, then by giving up what is oldest. */
  #reach(ahead: number, sequence: number): void {
    if (ahead > WINDOW_BITS) this.#raiseTo((sequence - WINDOW_BITS) >>> 0, ahead - WINDOW_BITS);
    const wanted = (sequence - this.floor) | 0;
    if (wanted > this.#capacity) this.#grow(wanted);
  }

  #raiseTo(floor: number, passed: number): void {
    if (passed >= this.#capacity) {
      this.skipped += passed - this.#pending;
      this.#pending = 0;
      this.#word = 0;
      this.#words?.fill(0);
    } else {
      for (let i = 1; i <= passed; i++) {
        const number = (this.floor + i) >>> 0;
        if (this.#isSet(number)) {
          this.#clear(number);
          this.#pending--;
        } else this.skipped++;
      }
    }
    this.floor = floor;
    this.#climb();
  }

  #grow(wanted: number): void {
    let capacity = this.#capacity;
    while (capacity < wanted) capacity *= 2;
    const held: number[] = [];
    for (let i = 1; i <= this.#capacity && held.length < this.#pending; i++) {
      const number = (this.floor + i) >>> 0;
      if (this.#isSet(number)) held.push(number);
    }
    this.#capacity = capacity;
    this.#words = new Uint32Array(capacity / 32);
    for (const number of held) this.#set(number);
  }

  #isSet(sequence: number): boolean {
    if (this.#words === null) return ((this.#word >>> (sequence & 31)) & 1) === 1;
    const index = sequence & (this.#capacity - 1);
    return ((this.#words[index >>> 5]! >>> (index & 31)) & 1) === 1;
  }

  #set(sequence: number): void {
    if (this.#words === null) this.#word |= 1 << (sequence & 31);
    else {
      const index = sequence & (this.#capacity - 1);
      this.#words[index >>> 5]! |= 1 << (index & 31);
    }
  }

  #clear(sequence: number): void {
    if (this.#words === null) this.#word &= ~(1 << (sequence & 31));
    else {
      const index = sequence & (this.#capacity - 1);
      this.#words[index >>> 5]! &= ~(1 << (index & 31));
    }
  }
}
