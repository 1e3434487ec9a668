/**
 * Directions of links as steps say them: `all`, `[n1, n2]`, `{ from: n1, to: n2 }`, or a list of these that comes to the
 * same directions in the same order.
 */

import type { DirectionName, Topology, TopologyLink } from '../topology.ts';
import type { WrittenDirection, WrittenDirections } from '../verbs/verb.ts';
import { shortestSelector } from './names.ts';

export class DirectionWriter {
  readonly #names: readonly string[];
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #neighbours: ReadonlyMap<string, string[]>;

  constructor({ nodes, links }: Topology) {
    this.#names = nodes.map(({ name }) => name);
    this.#numbers = new Map(this.#names.map((name, i) => [name, i]));
    this.#neighbours = this.#neighboursBy(links);
  }

  written(directions: readonly DirectionName[]): WrittenDirections {
    if (this.#areEqual(directions, this.#between(this.#names, this.#names))) return 'all';
    const group = this.#group(directions);
    const ways = bothWays(directions);
    // Where a list of links says the same as a group, the shorter of the two does it.
    if (group !== null && ways.length > 1) return group;
    return ways.length === 1 ? (ways[0] as WrittenDirection) : ways;
  }

  /** As `from` and `to`, where that is exact. */
  #group(directions: readonly DirectionName[]): WrittenDirection | null {
    const inOrder = (names: Iterable<string>) =>
      [...new Set(names)].sort((a, b) => this.#number(a) - this.#number(b));
    const from = inOrder(directions.map((direction) => direction.from));
    const to = inOrder(directions.map((direction) => direction.to));
    if (!this.#areEqual(directions, this.#between(from, to))) return null;
    return { from: shortestSelector(from, this.#names), to: shortestSelector(to, this.#names) };
  }

  /** In the order in which loading finds them. */
  #between(from: readonly string[], to: readonly string[]): DirectionName[] {
    const receivers = new Set(to);
    return from.flatMap((sender) =>
      (this.#neighbours.get(sender) ?? [])
        .filter((neighbour) => receivers.has(neighbour))
        .map((neighbour) => ({ from: sender, to: neighbour })),
    );
  }

  #areEqual(some: readonly DirectionName[], others: readonly DirectionName[]): boolean {
    return (
      some.length === others.length &&
      some.every(({ from, to }, i) => from === others[i]?.from && to === others[i]?.to)
    );
  }

  #number(name: string): number {
    return this.#numbers.get(name) ?? -1;
  }

  #neighboursBy(links: readonly TopologyLink[]): Map<string, string[]> {
    const neighbours = new Map<string, string[]>(this.#names.map((name) => [name, []]));
    for (const { a, b } of links) {
      neighbours.get(a)?.push(b);
      neighbours.get(b)?.push(a);
    }
    for (const list of neighbours.values()) list.sort((a, b) => this.#number(a) - this.#number(b));
    return neighbours;
  }
}

/** One by one: a direction and then its way back are a link. */
function bothWays(directions: readonly DirectionName[]): WrittenDirection[] {
  const ways: WrittenDirection[] = [];
  for (let i = 0; i < directions.length; i++) {
    const { from, to } = directions[i] as DirectionName;
    const next = directions[i + 1];
    if (next?.from === to && next.to === from) {
      ways.push([from, to]);
      i++;
    } else ways.push({ from, to });
  }
  return ways;
}
