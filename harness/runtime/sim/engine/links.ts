/**
 * Who is linked to whom, by numbers. Each link has two directions. They are numbered by the node at which they begin, and
 * among those of one node by the node at which they end: so what is kept of a node's directions lies side by side.
 */

export interface LinkEnds {
  a: number;
  b: number;
}

/** Of each direction, side by side. */
const TO = 0;
const BACK = 1;
const FIELDS = 2;

export class LinkTable {
  /** The directions that begin at node n are those from `#first[n]` to `#first[n + 1]`. */
  readonly #first: Int32Array;
  readonly #directions: Int32Array;
  /** How many directions there are. */
  readonly count: number;

  constructor(nodes: number, links: readonly LinkEnds[]) {
    this.count = links.length * 2;
    this.#first = new Int32Array(nodes + 1);
    for (const { a, b } of links) {
      this.#first[a + 1]!++;
      this.#first[b + 1]!++;
    }
    for (let node = 0; node < nodes; node++) this.#first[node + 1]! += this.#first[node]!;
    this.#directions = this.#waysOf(this.#neighboursOf(links));
  }

  /** The node at which a direction ends. */
  to(direction: number): number {
    return this.#directions[direction * FIELDS + TO]!;
  }

  /** The direction the other way. */
  back(direction: number): number {
    return this.#directions[direction * FIELDS + BACK]!;
  }

  /** The direction from one node to another, or -1. */
  find(from: number, to: number): number {
    let low = this.#first[from]!;
    let high = this.#first[from + 1]!;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.to(middle) < to) low = middle + 1;
      else high = middle;
    }
    return low < this.#first[from + 1]! && this.to(low) === to ? low : -1;
  }

  /** The neighbours of each node, in the place of its directions, in the order of the links. */
  #neighboursOf(links: readonly LinkEnds[]): Int32Array {
    const neighbours = new Int32Array(this.count);
    const next = this.#first.slice();
    for (const { a, b } of links) {
      neighbours[next[a]!++] = b;
      neighbours[next[b]!++] = a;
    }
    return neighbours;
  }

  /** Going through the nodes in order, each is put into the lists of its neighbours: so those are in order in the end. */
  #waysOf(neighbours: Int32Array): Int32Array {
    const directions = new Int32Array(this.count * FIELDS);
    this.#forAll(
      (neighbour) => neighbours[neighbour]!,
      (node, place) => {
        directions[place * FIELDS + TO] = node;
      },
    );
    this.#forAll(
      (direction) => directions[direction * FIELDS + TO]!,
      (_node, place, direction) => {
        directions[direction * FIELDS + BACK] = place;
      },
    );
    return directions;
  }

  /** For each node in order, and each of its directions in order: calls with the next place in the list of the other end. */
  #forAll(
    otherEnd: (direction: number) => number,
    put: (node: number, place: number, direction: number) => void,
  ): void {
    const next = this.#first.slice();
    for (let node = 0; node + 1 < this.#first.length; node++)
      for (let direction = this.#first[node]!; direction < this.#first[node + 1]!; direction++)
        put(node, next[otherEnd(direction)]!++, direction);
  }
}
