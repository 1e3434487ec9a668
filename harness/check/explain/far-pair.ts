/**
 * Pairs of nodes that need not be neighbours, for programs that tell of all members of a mesh (`keepalive: { of: all }`) or of
 * some of them. What one knows of another comes over whatever ways there are, and from third nodes:
 *
 *  1. They were together while one and the same way of surely running nodes and surely open links lasted, counted from when word
 *     over the longest of ways can have come. Where a way ceases and another is there, a new time together begins: how fast a
 *     program finds the other way is its own.
 *  2. They were apart while the other surely did not run, or surely no way led between them. What a third node knows from
 *     before it may tell later, so a new time apart begins whenever parts of the mesh come together.
 *  3. The longest that word may take is bounded by a way over all nodes, with the slowest links.
 *  4. A path on which some link dropped everything it was offered carries no word: see `passability.ts`.
 *
 * Under `reach: all` third nodes tell of neighbours too. Where nodes may talk without a link, what is between two of them are not links
 * alone (`absences.ts`).
 */

import { delayBoundsMs } from '../../../node/link/conditions.ts';
import { discoveringNodes, mayTalkWithoutLinks } from '../../topology/model/discovery.ts';
import { conditionsElsewhere } from '../../topology/model/network.ts';
import { Absences } from '../evidence/absences.ts';
import { Forest, type Graph, possibleGraph, sureGraph } from '../evidence/fabric.ts';
import type { History } from '../evidence/history.ts';
import type { Incarnation } from '../evidence/incarnation.ts';
import { countUpTo, type Interval, intersect } from '../evidence/interval.ts';
import { type NeighbourPair, pairsOf } from '../evidence/pair.ts';
import { Passability } from '../evidence/passability.ts';

/** Pairs of neighbours, who may hear of each other from third nodes where these find others by themselves. */
export function* nearPairsOf(history: History): Generator<NeighbourPair> {
  const discovering = new Set(discoveringNodes(history.header.topology));
  if (discovering.size === 0) return yield* pairsOf(history);
  const numbers = new Map(history.nodes.map((node, i) => [node, i]));
  const separation = separationOf(history, numbers);
  const passability = new Passability(history, sureGraph(history, null));
  const delayMs = longestWayMs(history);
  for (const pair of pairsOf(history)) {
    const { observer, neighbour } = pair;
    const talkByLinksAlone = !discovering.has(observer.node) && !discovering.has(neighbour);
    if (talkByLinksAlone) yield pair;
    else
      yield {
        ...pair,
        apart: intersect(observer.surelyUp(), separation.of(observer.node, neighbour)),
        delayMs,
        slowestMs: (fromMs, toMs) => passability.slowestMs(fromMs, toMs),
        far: { couldPass: () => true },
      };
  }
}

/** Pairs of every node with each of these. `introductionMs`: see `circles.ts`. */
export function* farPairsOf(
  history: History,
  of: 'all' | readonly string[],
  introductionMs: number,
): Generator<NeighbourPair> {
  const numbers = new Map(history.nodes.map((node, i) => [node, i]));
  const subjects = (of === 'all' ? history.nodes : of).filter((name) => numbers.has(name));
  const sure = sureGraph(history, introductionMs);
  const togetherness = new Togetherness(sure);
  const separation = separationOf(history, numbers);
  const passability = new Passability(history, sure);
  const delayMs = longestWayMs(history);
  for (const observer of history.allIncarnations()) {
    const up = observer.surelyUp();
    if (up.length === 0) continue;
    const one = numbers.get(observer.node)!;
    for (const neighbour of subjects) {
      const other = numbers.get(neighbour)!;
      if (other === one) continue;
      yield {
        observer,
        neighbour,
        together: later(togetherness.of(up, one, other), delayMs),
        apart: intersect(up, separation.of(observer.node, neighbour)),
        words: history.words(observer, neighbour),
        delayMs,
        roundTripMs: 2 * delayMs,
        obstacles: () => [],
        lossOfHalf: () => null,
        slowestMs: (fromMs, toMs) => passability.slowestMs(fromMs, toMs),
        far: { couldPass: (fromMs, toMs) => passability.couldPass(one, other, fromMs, toMs) },
      };
    }
  }
}

function separationOf(history: History, numbers: ReadonlyMap<string, number>): Absences | Separation {
  return mayTalkWithoutLinks(history.header.topology)
    ? new Absences(history)
    : new Separation(history, numbers);
}

class Togetherness {
  private readonly graph: Graph;
  private readonly forests = new Map<number, Forest>();

  constructor(graph: Graph) {
    this.graph = graph;
  }

  of(up: readonly Interval[], one: number, other: number): Interval[] {
    const together: Interval[] = [];
    for (const { fromMs, toMs } of intersect(up, this.graph.up[other]!)) {
      for (let atMs: number | undefined = fromMs; atMs !== undefined && atMs < toMs; ) {
        const untilMs = Math.min(toMs, this.forest(atMs).connectedUntilMs(one, other));
        if (untilMs > atMs) together.push({ fromMs: atMs, toMs: untilMs });
        atMs = untilMs > atMs ? untilMs : this.nextChange(atMs);
      }
    }
    return together;
  }

  private forest(atMs: number): Forest {
    let forest = this.forests.get(atMs);
    if (!forest) {
      forest = new Forest(this.graph, atMs);
      this.forests.set(atMs, forest);
    }
    return forest;
  }

  private nextChange(atMs: number): number | undefined {
    const { changesMs } = this.graph;
    return changesMs[countUpTo(changesMs, atMs, true)];
  }
}

/** Between two changes of the graph. */
interface Phase extends Interval {
  /** For each node the root of its part of the mesh; -1 while it surely does not run. */
  parts: Int32Array;
  /** Parts that have just come together from several: by root. */
  joined: ReadonlySet<number>;
}

class Separation {
  private readonly phases: Phase[] = [];
  private readonly numbers: ReadonlyMap<string, number>;

  constructor(history: History, numbers: ReadonlyMap<string, number>) {
    this.numbers = numbers;
    const graph = possibleGraph(history);
    const bounds = [-Infinity, ...graph.changesMs, Infinity];
    const incarnations = history.nodes.map((node) => history.incarnations(node));
    for (const [i, fromMs] of bounds.slice(0, -1).entries()) {
      const toMs = bounds[i + 1]!;
      const atMs = i === 0 ? toMs - 1 : fromMs;
      const forest = new Forest(graph, atMs);
      const parts = Int32Array.from(graph.up, (up, node) =>
        up.some((each) => each.fromMs <= atMs && each.toMs > atMs) ? forest.root(node) : -1,
      );
      const before = this.phases.at(-1);
      this.phases.push({
        fromMs,
        toMs,
        parts,
        joined: before ? joinedSince(before, parts, incarnations, fromMs) : new Set(),
      });
    }
  }

  of(observer: string, neighbour: string): Interval[] {
    const [one, other] = [this.numbers.get(observer)!, this.numbers.get(neighbour)!];
    const apart: Interval[] = [];
    let open: Interval | null = null;
    for (const { fromMs, toMs, parts, joined } of this.phases) {
      const [mine, theirs] = [parts[one]!, parts[other]!];
      const isApart = mine === -1 || theirs === -1 || mine !== theirs;
      if (isApart && open && !joined.has(mine)) open.toMs = toMs;
      else {
        open = isApart ? { fromMs, toMs } : null;
        if (open) apart.push(open);
      }
    }
    return apart;
  }
}

/** Parts in which there are nodes from more than one part of before. Who has just started brings nothing along. */
function joinedSince(
  before: Phase,
  parts: Int32Array,
  incarnations: readonly (readonly Incarnation[])[],
  atMs: number,
): Set<number> {
  const origins = new Map<number, number>();
  const joined = new Set<number>();
  for (let node = 0; node < parts.length; node++) {
    const [part, origin] = [parts[node]!, before.parts[node]!];
    const isNew = incarnations[node]!.some(({ startedMs }) => startedMs === atMs);
    if (part === -1 || origin === -1 || isNew) continue;
    const known = origins.get(part);
    if (known === undefined) origins.set(part, origin);
    else if (known !== origin) joined.add(part);
  }
  return joined;
}

/** A way meets no node twice, so it has at most one link less than there are nodes. */
function longestWayMs(history: History): number {
  const links = history.directions.filter(({ from, to }) => from < to);
  const delays = links.map((direction) => Math.max(direction.maxDelayMs, direction.back.maxDelayMs));
  const most = history.nodes.length - 1;
  const { maxMs } = delayBoundsMs(conditionsElsewhere(history.header.topology));
  if (maxMs > 0) for (let hop = 0; hop < most; hop++) delays.push(maxMs);
  const slowest = delays.sort((one, other) => other - one).slice(0, most);
  return slowest.reduce((sum, delay) => sum + delay, 0);
}

function later(intervals: readonly Interval[], byMs: number): Interval[] {
  return intervals.flatMap(({ fromMs, toMs }) =>
    fromMs + byMs <= toMs ? [{ fromMs: fromMs + byMs, toMs }] : [],
  );
}
