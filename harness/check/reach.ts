/**
 * Who was owed a message: reachability over surely open links and surely up nodes that all last for one whole
 * window (DESIGN section 7, *Owed*).
 *
 * A window that begins at `atMs` and serves a path whose longest delay is `d` ends at `atMs + withinMs + d`, and every
 * node and link of that path must last until then. So a node's own window depends on the path that serves it. We try
 * every possible last moment T at which something ceases: among the elements that last until T, the shortest
 * longest-delay path; it counts if its window ends by T.
 */

import type { Direction } from './direction.ts';
import { TimeHeap } from './heap.ts';
import type { History } from './history.ts';
import type { Incarnation } from './incarnation.ts';
import { holding, type Interval } from './interval.ts';

/** A node that was owed the message, in the life in which it was. */
export interface Owed {
  life: Incarnation;
  windowFromMs: number;
  windowToMs: number;
  /** From the holder to this node, both included. */
  path: string[];
}

interface Stop {
  life: Incarnation;
  delayMs: number;
  from: string | null;
}

export class Reach {
  private readonly lives = new Map<string, { life: Incarnation; up: Interval[] }[]>();
  private readonly ways = new Map<string, { direction: Direction; open: Interval[] }[]>();
  private readonly longestDelayMs: number;

  constructor(history: History) {
    let delaysMs = 0;
    for (const node of history.nodes) {
      const lives = history.incarnations(node).map((life) => ({ life, up: life.owesUp() }));
      this.lives.set(node, lives);
      const ways = (history.directionsFrom.get(node) ?? []).map((direction) => {
        delaysMs += direction.maxDelayMs;
        return { direction, open: direction.surelyOpen() };
      });
      this.ways.set(node, ways);
    }
    this.longestDelayMs = delaysMs;
  }

  /** Moments after `sinceMs` at which a node or a link becomes available: where a new window may begin. */
  beginningsAfter(sinceMs: number): number[] {
    const moments = new Set<number>();
    for (const lives of this.lives.values()) {
      for (const { up } of lives) for (const { fromMs } of up) moments.add(fromMs);
    }
    for (const ways of this.ways.values()) {
      for (const { open } of ways) for (const { fromMs } of open) moments.add(fromMs);
    }
    return [...moments].filter((atMs) => atMs > sinceMs).sort((a, b) => a - b);
  }

  /** The nodes that are owed what `holders` hold at `atMs`, for a window that begins then. Holders included. */
  owedFrom(holders: readonly Incarnation[], atMs: number, withinMs: number): Map<string, Owed> {
    const owed = new Map<string, Owed>();
    for (const lastsUntilMs of this.endings(atMs, withinMs)) {
      const stops = this.spread(holders, atMs, lastsUntilMs);
      for (const [node, { life, delayMs }] of stops) {
        const windowToMs = atMs + withinMs + delayMs;
        const known = owed.get(node);
        if (windowToMs > lastsUntilMs || (known && known.windowToMs <= windowToMs)) continue;
        owed.set(node, { life, windowFromMs: atMs, windowToMs, path: pathTo(node, stops) });
      }
    }
    return owed;
  }

  /** The distinct moments worth asking for: where something that holds at `atMs` ceases, as far as it matters. */
  private endings(atMs: number, withinMs: number): number[] {
    const soonestMs = atMs + withinMs;
    if (this.longestDelayMs === 0) return [soonestMs];
    const latestMs = soonestMs + this.longestDelayMs;
    const endings = new Set<number>([latestMs]);
    const note = (intervals: readonly Interval[]) => {
      const interval = holding(intervals, atMs, soonestMs);
      if (interval) endings.add(Math.min(interval.toMs, latestMs));
    };
    for (const lives of this.lives.values()) for (const { up } of lives) note(up);
    for (const ways of this.ways.values()) for (const { open } of ways) note(open);
    return [...endings];
  }

  /** Dijkstra by longest delay, over what holds from `fromMs` to `toMs`. */
  private spread(holders: readonly Incarnation[], fromMs: number, toMs: number): Map<string, Stop> {
    const stops = new Map<string, Stop>();
    const queue = new TimeHeap<{ node: string; from: string | null }>();
    for (const holder of holders) {
      if (this.lifeDuring(holder.node, fromMs, toMs) === holder) {
        queue.push(0, { node: holder.node, from: null });
      }
    }
    for (let next = queue.pop(); next; next = queue.pop()) {
      const { node, from } = next.item;
      if (stops.has(node)) continue;
      const life = this.lifeDuring(node, fromMs, toMs);
      if (!life) continue;
      stops.set(node, { life, delayMs: next.atMs, from });
      for (const { direction, open } of this.ways.get(node) ?? []) {
        if (stops.has(direction.to) || !holding(open, fromMs, toMs)) continue;
        queue.push(next.atMs + direction.maxDelayMs, { node: direction.to, from: node });
      }
    }
    return stops;
  }

  private lifeDuring(node: string, fromMs: number, toMs: number): Incarnation | undefined {
    return this.lives.get(node)?.find(({ up }) => holding(up, fromMs, toMs))?.life;
  }
}

function pathTo(node: string, stops: ReadonlyMap<string, Stop>): string[] {
  const path: string[] = [];
  for (let at: string | null = node; at !== null; at = stops.get(at)?.from ?? null) path.unshift(at);
  return path;
}
