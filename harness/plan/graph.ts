/**
 * The mesh as a graph: what `meshbed check` says about it.
 */

import type { Topology } from '../topology/topology.ts';

export interface GraphFacts {
  links: number;
  /** Neighbours a node. */
  degree: { min: number; mean: number; max: number };
  /** How many parts no link joins; nodes without links are parts of their own. */
  parts: number;
  largestPart: number;
  /** The longest of the shortest ways within a part, in links. */
  diameter: number;
  /** False where the mesh is too large to try every node: then the diameter is at least this. */
  diameterExact: boolean;
}

/** Exact as long as it costs no more than this many steps over links, about a second. */
const MAX_WORK = 30_000_000;

export function measureGraph(topology: Topology): GraphFacts {
  const graph = new Graph(topology);
  const n = topology.nodes.length;
  let min = Number.POSITIVE_INFINITY;
  let max = 0;
  for (let node = 0; node < n; node++) {
    min = Math.min(min, graph.degree(node));
    max = Math.max(max, graph.degree(node));
  }
  const links = topology.links.length;
  const { parts, largestPart, starts } = graph.parts();
  const exact = n * (links + n) <= MAX_WORK;
  let diameter = 0;
  if (exact) for (let node = 0; node < n; node++) diameter = Math.max(diameter, graph.farthest(node).hops);
  // From any node to the farthest, and from there to the farthest again: seldom less than the diameter by much.
  else for (const start of starts.slice(0, 10)) diameter = Math.max(diameter, graph.sweep(start));
  return {
    links,
    degree: { min: n === 0 ? 0 : min, mean: n === 0 ? 0 : (2 * links) / n, max },
    parts,
    largestPart,
    diameter,
    diameterExact: exact,
  };
}

class Graph {
  readonly #first: Int32Array;
  readonly #neighbours: Int32Array;
  readonly #n: number;

  constructor(topology: Topology) {
    this.#n = topology.nodes.length;
    const numbers = new Map(topology.nodes.map((node, i) => [node.name, i]));
    const ends = topology.links.map(({ a, b }) => [numbers.get(a) ?? 0, numbers.get(b) ?? 0] as const);
    this.#first = new Int32Array(this.#n + 1);
    for (const [a, b] of ends) {
      this.#first[a + 1] = (this.#first[a + 1] ?? 0) + 1;
      this.#first[b + 1] = (this.#first[b + 1] ?? 0) + 1;
    }
    for (let i = 0; i < this.#n; i++) this.#first[i + 1] = (this.#first[i + 1] ?? 0) + (this.#first[i] ?? 0);
    const free = this.#first.slice();
    this.#neighbours = new Int32Array(ends.length * 2);
    const put = (from: number, to: number) => {
      const at = free[from] ?? 0;
      this.#neighbours[at] = to;
      free[from] = at + 1;
    };
    for (const [a, b] of ends) {
      put(a, b);
      put(b, a);
    }
  }

  degree(node: number): number {
    return (this.#first[node + 1] ?? 0) - (this.#first[node] ?? 0);
  }

  /** The last node that is reached from here, and over how many links. */
  farthest(
    from: number,
    seen = new Uint8Array(this.#n),
    queue = new Int32Array(this.#n),
  ): { node: number; hops: number; reached: number } {
    let tail = 1;
    queue[0] = from;
    seen[from] = 1;
    let hops = 0;
    let node = from;
    for (let head = 0, levelEnd = 1; head < tail; ) {
      for (; head < levelEnd; head++) {
        node = queue[head] as number;
        const end = this.#first[node + 1] as number;
        for (let at = this.#first[node] as number; at < end; at++) {
          const next = this.#neighbours[at] as number;
          if (seen[next] === 1) continue;
          seen[next] = 1;
          queue[tail++] = next;
        }
      }
      if (tail > levelEnd) hops++;
      levelEnd = tail;
    }
    return { node, hops, reached: tail };
  }

  sweep(from: number): number {
    return this.farthest(this.farthest(from).node).hops;
  }

  parts(): { parts: number; largestPart: number; starts: number[] } {
    const seen = new Uint8Array(this.#n);
    const queue = new Int32Array(this.#n);
    const starts: number[] = [];
    let largestPart = 0;
    for (let node = 0; node < this.#n; node++) {
      if (seen[node] === 1) continue;
      starts.push(node);
      largestPart = Math.max(largestPart, this.farthest(node, seen, queue).reached);
    }
    return { parts: starts.length, largestPart, starts };
  }
}
