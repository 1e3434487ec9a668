/**
 * Who is linked to whom, by numbers. Each link has two directions: link 7's are 14, from a to b, and 15, from b to a, so
 * the way back of a direction is its number with the last bit turned.
 */

export interface Ends {
  a: number;
  b: number;
}

export class Links {
  /** The node at which each direction begins. */
  readonly from: Int32Array;
  /** The node at which each direction ends. */
  readonly to: Int32Array;
  /** The directions that begin at node n: those in `byBeginning` from `#first[n]` to `#first[n + 1]`, by the node at their end. */
  readonly #first: Int32Array;
  readonly byBeginning: Int32Array;

  constructor(nodeCount: number, links: readonly Ends[]) {
    const count = links.length * 2;
    this.from = new Int32Array(count);
    this.to = new Int32Array(count);
    this.#first = new Int32Array(nodeCount + 1);
    this.byBeginning = new Int32Array(count);
    links.forEach(({ a, b }, link) => {
      this.from[2 * link] = this.to[2 * link + 1] = a;
      this.to[2 * link] = this.from[2 * link + 1] = b;
    });
    for (const node of this.from) this.#first[node + 1]!++;
    for (let node = 0; node < nodeCount; node++) this.#first[node + 1]! += this.#first[node]!;
    const filled = this.#first.slice();
    for (let direction = 0; direction < count; direction++)
      this.byBeginning[filled[this.from[direction]!]!++] = direction;
    for (let node = 0; node < nodeCount; node++)
      this.byBeginning
        .subarray(this.#first[node]!, this.#first[node + 1]!)
        .sort((one, other) => this.to[one]! - this.to[other]!);
  }

  /** The direction from one node to another, or -1. */
  find(from: number, to: number): number {
    let low = this.#first[from]!;
    let high = this.#first[from + 1]!;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.to[this.byBeginning[middle]!]! < to) low = middle + 1;
      else high = middle;
    }
    const direction = low < this.#first[from + 1]! ? this.byBeginning[low]! : -1;
    return direction >= 0 && this.to[direction] === to ? direction : -1;
  }
}
