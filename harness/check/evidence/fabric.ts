/**
 * Which nodes could reach each other over any path, in both directions: needed to judge what a node reports of nodes that are
 * not its neighbours.
 *
 * Two graphs of the same nodes and links, each with the times at which a part of it was there. In one are the parts that
 * surely were: nodes that surely ran, links surely open both ways. In the other those that possibly were, links open either way.
 *
 * Under `reach: all` the first graph has cliques too, after the nodes; in the second every two nodes are tied, and nobody
 * needs it.
 */

import { sureCliques } from './cliques.ts';
import type { History } from './history.ts';
import { complement, type Interval, intersect } from './interval.ts';

interface Edge {
  a: number;
  b: number;
  open: readonly Interval[];
}

export interface Graph {
  /** For each node, by its number in the topology; and for each clique. */
  up: readonly (readonly Interval[])[];
  edges: readonly Edge[];
  /** Every moment at which a part of it begins or ceases, in order. */
  changesMs: readonly number[];
}

/** `introductionMs`: see `circles.ts`; null: without cliques. */
export function sureGraph(history: History, introductionMs: number | null): Graph {
  const up: (readonly Interval[])[] = history.nodes.map((node) =>
    history.incarnations(node).flatMap((incarnation) => incarnation.surelyUp()),
  );
  const edges = edgesOf(history, (there, back) => intersect(there, back), 'surelyOpen');
  const numbers = numbersOf(history);
  const cliques = introductionMs === null ? [] : sureCliques(history, introductionMs);
  for (const { members, open } of cliques) {
    for (const [node, when] of members) edges.push({ a: numbers.get(node)!, b: up.length, open: when });
    up.push(open);
  }
  return graphOf(up, edges);
}

export function possibleGraph(history: History): Graph {
  const up = history.nodes.map((node) =>
    history.incarnations(node).flatMap((incarnation) => incarnation.possiblyUp()),
  );
  const either = (there: readonly Interval[], back: readonly Interval[]) =>
    complement(intersect(complement(there), complement(back)));
  return graphOf(up, edgesOf(history, either, 'possiblyOpen'));
}

function numbersOf(history: History): ReadonlyMap<string, number> {
  return new Map(history.nodes.map((node, i) => [node, i]));
}

/** Those of the links. */
function edgesOf(
  history: History,
  both: (there: readonly Interval[], back: readonly Interval[]) => readonly Interval[],
  when: 'surelyOpen' | 'possiblyOpen',
): Edge[] {
  const numbers = numbersOf(history);
  return history.directions.flatMap((direction): Edge[] => {
    const [a, b] = [numbers.get(direction.from) ?? -1, numbers.get(direction.to) ?? -1];
    return a < b ? [{ a, b, open: both(direction[when](), direction.back[when]()) }] : [];
  });
}

function graphOf(up: readonly (readonly Interval[])[], edges: readonly Edge[]): Graph {
  const moments = new Set<number>();
  for (const intervals of [...up, ...edges.map(({ open }) => open)]) {
    for (const { fromMs, toMs } of intervals) moments.add(fromMs).add(toMs);
  }
  const changesMs = [...moments].filter(Number.isFinite).sort((one, other) => one - other);
  return { up, edges, changesMs };
}

/**
 * The parts of a graph that are there at a moment, as a forest in which of all ways between two nodes the one that lasts
 * longest can be found: parts are joined in the order in which they cease, the last first (a spanning tree by Kruskal), and each
 * tree hangs under the root of the larger one, so that climbing is short.
 */
export class Forest {
  private readonly parents: Int32Array;
  /** Until when the tie to the parent lasts; the nearer to the root, the sooner it ceases. */
  private readonly untilMs: Float64Array;

  constructor({ up, edges }: Graph, atMs: number) {
    this.parents = Int32Array.from(up, (_, node) => node);
    this.untilMs = new Float64Array(up.length).fill(-Infinity);
    const sizes = new Int32Array(up.length).fill(1);
    const lasts = up.map((intervals) => lastsUntilMs(intervals, atMs));
    const ties = edges.map(({ a, b, open }) => ({
      a,
      b,
      untilMs: Math.min(lastsUntilMs(open, atMs), lasts[a]!, lasts[b]!),
    }));
    const there = ties.filter(({ untilMs }) => untilMs > atMs);
    there.sort((one, other) => (one.untilMs === other.untilMs ? 0 : other.untilMs - one.untilMs));
    for (const { a, b, untilMs } of there) {
      const [one, other] = [this.root(a), this.root(b)];
      if (one === other) continue;
      const [small, large] = sizes[one]! < sizes[other]! ? [one, other] : [other, one];
      this.parents[small] = large;
      this.untilMs[small] = untilMs;
      sizes[large]! += sizes[small]!;
    }
  }

  /** Until when the best way between the two lasts; -Infinity where there is none. */
  connectedUntilMs(one: number, other: number): number {
    let [a, b] = [one, other];
    let untilMs = Infinity;
    while (a !== b) {
      if (this.untilMs[a]! < this.untilMs[b]!) [a, b] = [b, a];
      // Of two roots neither has a tie.
      if (this.parents[a] === a) return -Infinity;
      untilMs = Math.min(untilMs, this.untilMs[a]!);
      a = this.parents[a]!;
    }
    return untilMs;
  }

  root(node: number): number {
    let at = node;
    while (this.parents[at] !== at) at = this.parents[at]!;
    return at;
  }
}

/** -Infinity when none of them is there at that moment and for a while after it. */
function lastsUntilMs(intervals: readonly Interval[], atMs: number): number {
  let untilMs = -Infinity;
  for (const { fromMs, toMs } of intervals)
    if (fromMs <= atMs && atMs < toMs) untilMs = Math.max(untilMs, toMs);
  return untilMs;
}
