/**
 * Which neighbours have met at the start of a mesh: of those between which both directions are open, who has said that the
 * other is there. Counted as events come, so that a large mesh costs no search.
 */

import { dropsEverything } from '../../../node/link/conditions.ts';
import { silentOnReturns } from '../../topology/model/sight.ts';
import type { Topology } from '../../topology/topology.ts';

export class Meetings {
  /** By `from to`: all that can be said. */
  readonly #possible = new Set<string>();
  /** Of these, what no node has reported, or has taken back. */
  readonly #missing = new Set<string>();
  readonly #links: Topology['links'];
  #lastAtMs = Number.NEGATIVE_INFINITY;

  /** `nodes`: those that start with the mesh. */
  constructor(topology: Topology, nodes: ReadonlySet<string>) {
    const { links } = topology;
    this.#links = links;
    const silent = silentOnReturns(topology);
    for (const { a, b, ab, ba } of links) {
      if (dropsEverything(ab) || dropsEverything(ba) || !nodes.has(a) || !nodes.has(b)) continue;
      // Infrastructure need not say whom it has met, and some programs cannot.
      if (!silent.has(a)) this.#possible.add(`${a} ${b}`);
      if (!silent.has(b)) this.#possible.add(`${b} ${a}`);
    }
    for (const pair of this.#possible) this.#missing.add(pair);
  }

  get total(): number {
    return this.#possible.size;
  }

  get met(): number {
    return this.#possible.size - this.#missing.size;
  }

  /** When a node last said that another one is there; minus infinity where none has. */
  get lastAtMs(): number {
    return this.#lastAtMs;
  }

  up(from: string, to: string, atMs: number): void {
    if (!this.#missing.delete(`${from} ${to}`)) return;
    this.#lastAtMs = atMs;
  }

  down(from: string, to: string): void {
    const pair = `${from} ${to}`;
    if (this.#possible.has(pair)) this.#missing.add(pair);
  }

  /** Nobody can meet a node that does not run. */
  without(nodes: ReadonlySet<string>): void {
    if (nodes.size === 0) return;
    for (const { a, b } of this.#links) {
      if (!nodes.has(a) && !nodes.has(b)) continue;
      for (const pair of pairsOf(a, b)) {
        this.#possible.delete(pair);
        this.#missing.delete(pair);
      }
    }
  }
}

function pairsOf(a: string, b: string): [string, string] {
  return [`${a} ${b}`, `${b} ${a}`];
}
