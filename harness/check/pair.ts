/**
 * What one node, in one life, could know of a neighbour: when the two could surely talk, when surely nothing could
 * come, and what the node said meanwhile. The ground on which the keepalive checks stand.
 */

import type { Direction, Obstacle } from './direction.ts';
import type { History, Word } from './history.ts';
import type { Incarnation } from './incarnation.ts';
import { complement, type Interval, intersect } from './interval.ts';
import { halfDropped, obstaclesBetween, slowestMs } from './passable.ts';

export interface Pair {
  observer: Incarnation;
  neighbour: string;
  /** Both surely up and both directions surely open, without a break in any of it. */
  together: readonly Interval[];
  /** The observer surely up, and nothing could have come from the neighbour. */
  apart: readonly Interval[];
  /** What the observer said of the neighbour, in its own order. */
  words: readonly Word[];
  /** The longest that a datagram to the observer, and one there and back, may take by the link's conditions. */
  delayMs: number;
  roundTripMs: number;
  /** What stood in the way between the two, either way, though it was open, for whom `judgedMs` decide. In order of time. */
  obstacles(judgedMs: number): readonly Obstacle[];
  /** Whether, of all that the two were sent of each other, conditions dropped half or more, either way: how many, in words. */
  halfDropped(fromMs: number, toMs: number): { text: string; line: number } | null;
  /** The longest that anything was seen to be under way there and back, in ms. */
  slowestMs(fromMs: number, toMs: number): number;
  /** Of nodes that need not be neighbours (`far-pair.ts`). */
  far?: {
    /** Whether a way was there for all of that time on which nothing shows that all was dropped. */
    couldPass(fromMs: number, toMs: number): boolean;
  };
}

export function* pairsOf(history: History): Generator<Pair> {
  const running = new Map<string, Running>();
  for (const node of history.nodes) {
    const lives = history.incarnations(node);
    const surely = lives.flatMap((life) => life.surelyUp());
    running.set(node, { surely, possibly: lives.flatMap((life) => life.possiblyUp()) });
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
  out: Direction,
  { surely, possibly }: Running,
): Pair {
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
    halfDropped: (fromMs, toMs) => halfDropped(out, fromMs, toMs),
    slowestMs: (fromMs, toMs) => slowestMs(out, fromMs, toMs) + slowestMs(back, fromMs, toMs),
  };
}

/** The last word spoken at or before `atMs`, taking each as early as it may have been. */
export function wordAt(words: readonly Word[], atMs: number): Word | undefined {
  return words.findLast((word) => word.earliestMs <= atMs);
}
