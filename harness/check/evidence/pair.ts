/**
 * What one node, in one life, could know of a neighbour: when the two could surely talk, when surely nothing could
 * come, and what the node said meanwhile. The ground on which the keepalive checks stand.
 */

import type { DirectionHistory, Obstacle } from './direction.ts';
import type { History, NeighbourReport } from './history.ts';
import type { Incarnation } from './incarnation.ts';
import { complement, type Interval, intersect } from './interval.ts';
import { type Losses, longestTransitMs, lossesOfHalfAndMore, obstaclesBetween } from './passable.ts';

export interface NeighbourPair {
  observer: Incarnation;
  neighbour: string;
  /** Both surely up and both directions surely open, without a break in any of it. */
  together: readonly Interval[];
  /** The observer surely up, and nothing could have come from the neighbour. */
  apart: readonly Interval[];
  /** What the observer said of the neighbour, in its own order. */
  words: readonly NeighbourReport[];
  /** The longest that a datagram to the observer, and one there and back, may take by the link's conditions. */
  delayMs: number;
  roundTripMs: number;
  /** Outages, and delays that matter within `judgedMs`, on the open link between the two, either way; in order of time. */
  obstacles(judgedMs: number): readonly Obstacle[];
  /** What conditions dropped between the two, if half of their round trips failed for it; else null. */
  lossOfHalf(fromMs: number, toMs: number): readonly Losses[] | null;
  /** The longest that anything was seen to be under way there and back, in ms. */
  slowestMs(fromMs: number, toMs: number): number;
  /** Of nodes that need not be neighbours (`far-pair.ts`). */
  far?: {
    /** Whether a way was there for all of that time on which nothing shows that all was dropped. */
    couldPass(fromMs: number, toMs: number): boolean;
  };
}

export function* pairsOf(history: History): Generator<NeighbourPair> {
  const running = new Map<string, Running>();
  for (const node of history.nodes) {
    const incarnations = history.incarnations(node);
    const surely = incarnations.flatMap((incarnation) => incarnation.surelyUp());
    running.set(node, { surely, possibly: incarnations.flatMap((incarnation) => incarnation.possiblyUp()) });
  }
  for (const observer of history.allIncarnations()) {
    const up = observer.surelyUp();
    if (up.length === 0) continue;
    for (const out of history.directionsFrom.get(observer.node) ?? []) {
      yield pairOf(history, observer, up, out, running.get(out.to)!);
    }
  }
}

/** When a node surely ran, and when it possibly did. */
interface Running {
  surely: readonly Interval[];
  possibly: readonly Interval[];
}

function pairOf(
  history: History,
  observer: Incarnation,
  up: readonly Interval[],
  out: DirectionHistory,
  { surely, possibly }: Running,
): NeighbourPair {
  const { back } = out;
  const open = intersect(out.surelyOpen(), back.surelyOpen());
  return {
    observer,
    neighbour: out.to,
    together: intersect(intersect(up, surely), open),
    apart: intersect(up, complement(intersect(possibly, back.possiblyOpen()))),
    words: history.words(observer, out.to),
    delayMs: back.maxDelayMs,
    roundTripMs: out.maxDelayMs + back.maxDelayMs,
    obstacles: (judgedMs) => obstaclesBetween(out, judgedMs),
    lossOfHalf: (fromMs, toMs) => lossesOfHalfAndMore(out, fromMs, toMs),
    slowestMs: (fromMs, toMs) => longestTransitMs(out, fromMs, toMs) + longestTransitMs(back, fromMs, toMs),
  };
}

/** The last word spoken at or before `atMs`, taking each as early as it may have been. */
export function lastReportBefore(
  words: readonly NeighbourReport[],
  atMs: number,
): NeighbourReport | undefined {
  return words.findLast((word) => word.earliestMs <= atMs);
}
