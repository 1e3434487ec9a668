/**
 * Who was owed a message: reachability over surely open links and surely up nodes that all last for one whole
 * window (DESIGN section 7, *Owed*).
 *
 * A window that begins at `atMs` and serves a path whose longest delay is `d` ends at `atMs + withinMs + d`, and every
 * node and link of that path must last until then. So a node's own window depends on the path that serves it. We try
 * every possible last moment T at which something ceases: among the elements that last until T, the shortest
 * longest-delay path; it counts if its window ends by T.
 */

import { infrastructureOf } from '../topology/infrastructure.ts';
import type { Direction } from './direction.ts';
import { TimeHeap } from './heap.ts';
import type { History } from './history.ts';
import type { Incarnation } from './incarnation.ts';
import { holding, type Interval } from './interval.ts';

/** So many stops of spreads are remembered, for the next message that begins where an earlier one did. */
const MOST_REMEMBERED = 300_000;

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
  private readonly ways = new Map<string, { direction: Direction; open: readonly Interval[] }[]>();
  private readonly longestDelayMs: number;
  private readonly infrastructure: ReadonlySet<string>;
  /** Every moment at which a node or a link begins or ceases, in order. */
  private readonly changesMs: number[];
  private readonly remembered = new Map<string, Map<string, Stop>>();
  private rememberedStops = 0;

  constructor(history: History) {
    this.infrastructure = infrastructureOf(history.header.topology);
    let delaysMs = 0;
    const changesMs = new Set<number>();
    const note = (intervals: readonly Interval[]) => {
      for (const { fromMs, toMs } of intervals) changesMs.add(fromMs).add(toMs);
      return intervals;
    };
    for (const node of history.nodes) {
      const lives = history.incarnations(node).map((life) => ({ life, up: life.owesUp() }));
      for (const { up } of lives) note(up);
      this.lives.set(node, lives);
      const ways = (history.directionsFrom.get(node) ?? []).map((direction) => {
        delaysMs += direction.maxDelayMs;
        return { direction, open: direction.surelyOpen() };
      });
      for (const { open } of ways) note(open);
      this.ways.set(node, ways);
    }
    this.longestDelayMs = delaysMs;
    this.changesMs = [...changesMs].sort((a, b) => a - b);
  }

  /** Whether messages are owed to the node at all: infrastructure carries them, and is owed none. */
  mayOwe(node: string): boolean {
    return !this.infrastructure.has(node);
  }

  /** Moments after `sinceMs` at which a node or a link becomes available: where a new window may begin. */
  beginningsAfter(sinceMs: number): number[] {
    const moments = new Set<number>();
    const note = (intervals: readonly Interval[]) => {
      for (const { fromMs } of intervals) if (fromMs > sinceMs) moments.add(fromMs);
    };
    for (const lives of this.lives.values()) for (const { up } of lives) note(up);
    for (const ways of this.ways.values()) for (const { open } of ways) note(open);
    return [...moments].sort((a, b) => a - b);
  }

  /**
   * Two windows with the same text are held by the same nodes and links. An interval holds a window that begins when it
   * has begun, and ends when it has not ceased.
   */
  heldBy(fromMs: number, toMs: number): string {
    return `${countUpTo(this.changesMs, fromMs, true)} ${countUpTo(this.changesMs, toMs, false)}`;
  }

  /**
   * The nodes to which ways lead from those that hold something at `atMs`, for a window that begins then. Holders included,
   * and infrastructure.
   */
  owedFrom(holders: readonly Incarnation[], atMs: number, withinMs: number): Map<string, Owed> {
    const owed = new Map<string, Owed>();
    for (const lastsUntilMs of this.endings(atMs, withinMs)) {
      const stops = this.spread(holders, atMs, lastsUntilMs);
      for (const [node, { life, delayMs }] of stops) {
        const windowToMs = atMs + withinMs + delayMs;
        const known = owed.get(node);
        if (windowToMs > lastsUntilMs || (known && known.windowToMs <= windowToMs)) continue;
        owed.set(node, new Obligation(life, atMs, windowToMs, stops));
      }
    }
    return owed;
  }

  /** Who may be owed something by whoever comes to hold it in a window like this one; see `Front`. */
  front(fromMs: number, toMs: number): Front {
    return new Front(
      (node) => this.lifeDuring(node, fromMs, toMs),
      (node) => {
        const open = (this.ways.get(node) ?? []).filter((way) => holding(way.open, fromMs, toMs));
        return open.map(({ direction }) => direction.to);
      },
    );
  }

  /** The distinct moments worth asking for: where something that holds at `atMs` ceases, as far as it matters. */
  private endings(atMs: number, withinMs: number): number[] {
    const soonestMs = atMs + withinMs;
    if (this.longestDelayMs === 0) return [soonestMs];
    const latestMs = soonestMs + this.longestDelayMs;
    if (!this.changesWithin(soonestMs, latestMs)) return [latestMs];
    const endings = new Set<number>([latestMs]);
    const note = (intervals: readonly Interval[]) => {
      const interval = holding(intervals, atMs, soonestMs);
      if (interval) endings.add(Math.min(interval.toMs, latestMs));
    };
    for (const lives of this.lives.values()) for (const { up } of lives) note(up);
    for (const ways of this.ways.values()) for (const { open } of ways) note(open);
    return [...endings];
  }

  private changesWithin(fromMs: number, toMs: number): boolean {
    return countUpTo(this.changesMs, fromMs, false) < countUpTo(this.changesMs, toMs, false);
  }

  /** Where one holder alone has it, the answer is remembered: many messages begin at the same node in the same mesh. */
  private spread(holders: readonly Incarnation[], fromMs: number, toMs: number): Map<string, Stop> {
    const [holder, ...others] = holders;
    if (holder === undefined || others.length > 0) return this.spreadAnew(holders, fromMs, toMs);
    const key = `${holder.node} ${holder.boot} ${this.heldBy(fromMs, toMs)}`;
    const known = this.remembered.get(key);
    if (known) return known;
    const stops = this.spreadAnew(holders, fromMs, toMs);
    if (this.rememberedStops > MOST_REMEMBERED) {
      this.remembered.clear();
      this.rememberedStops = 0;
    }
    this.remembered.set(key, stops);
    this.rememberedStops += stops.size;
    return stops;
  }

  /** Dijkstra by longest delay, over what holds from `fromMs` to `toMs`. */
  private spreadAnew(holders: readonly Incarnation[], fromMs: number, toMs: number): Map<string, Stop> {
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

/**
 * All lives to which ways lead from the holders told so far, over what holds during one kind of window. It says, far
 * more cheaply than `owedFrom`, who cannot be owed anything: whoever is not on it.
 */
export class Front {
  private readonly lives = new Set<Incarnation>();
  private readonly lifeOf: (node: string) => Incarnation | undefined;
  private readonly waysFrom: (node: string) => string[];

  constructor(lifeOf: (node: string) => Incarnation | undefined, waysFrom: (node: string) => string[]) {
    this.lifeOf = lifeOf;
    this.waysFrom = waysFrom;
  }

  /** Returns the lives that this adds. */
  add(holder: Incarnation): Incarnation[] {
    if (this.lifeOf(holder.node) !== holder || this.lives.has(holder)) return [];
    const added = [holder];
    this.lives.add(holder);
    for (const life of added) {
      for (const to of this.waysFrom(life.node)) {
        const next = this.lifeOf(to);
        if (!next || this.lives.has(next)) continue;
        this.lives.add(next);
        added.push(next);
      }
    }
    return added;
  }
}

class Obligation implements Owed {
  readonly life: Incarnation;
  readonly windowFromMs: number;
  readonly windowToMs: number;
  private readonly stops: ReadonlyMap<string, Stop>;

  constructor(life: Incarnation, windowFromMs: number, windowToMs: number, stops: ReadonlyMap<string, Stop>) {
    this.life = life;
    this.windowFromMs = windowFromMs;
    this.windowToMs = windowToMs;
    this.stops = stops;
  }

  get path(): string[] {
    const path: string[] = [];
    let at: string | null = this.life.node;
    for (; at !== null; at = this.stops.get(at)?.from ?? null) path.push(at);
    return path.reverse();
  }
}

/** How many of the sorted values are less than `value`; with `inclusive`, or equal to it. */
function countUpTo(sorted: readonly number[], value: number, inclusive: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value || (inclusive && sorted[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
