/**
 * Who was owed a message: reachability over surely open links and surely up nodes that all last for one whole
 * window (docs/verdicts.md, *What is owed*).
 *
 * A window that begins at `atMs` and serves a path whose longest delay is `d` ends at `atMs + withinMs + d`, and every
 * node and link of that path must last until then. So a node's own window depends on the path that serves it. We try
 * every possible last moment T at which something ceases: among the elements that last until T, the shortest
 * longest-delay path; it counts if its window ends by T.
 *
 * What is lost on the way can only be asked for again, and an answer takes both ways of a link. So two kinds of ways lead on:
 * links that are surely open both ways, and, for what has just been injected and is being flooded, also directions that are
 * open and lose nothing, as far as no other kind is needed before them.
 *
 * Under `reach: all` ways lead over cliques too, each a stop between its members that is on no path that people are shown.
 */

import { TimeQueue } from '../../common/time-queue.ts';
import { nodesOwedNothing } from '../../topology/model/sight.ts';
import { type Clique, sureCliques } from './cliques.ts';
import { ReachFront } from './front.ts';
import type { History } from './history.ts';
import { Incarnation } from './incarnation.ts';
import { areEqual, countUpTo, type Interval, intersect, intervalContaining } from './interval.ts';

/** So many stops of spreads are remembered, for the next message that begins where an earlier one did. */
const MOST_REMEMBERED = 300_000;

/** A node that was owed the message, in the life in which it was. */
export interface Owed {
  incarnation: Incarnation;
  windowFromMs: number;
  windowToMs: number;
  /** From the holder to this node, both included. */
  path: string[];
}

interface Stop {
  incarnation: Incarnation;
  delayMs: number;
  from: Stop | null;
}

interface Way {
  to: string;
  maxDelayMs: number;
  mayLose: boolean;
  open: readonly Interval[];
  /** Open, and the way back as well. */
  bothOpen: readonly Interval[];
}

/** How a message comes on: flooded from its injection on, or fetched by who meets a holder. */
export type Spreading = 'flooded' | 'fetched';

export class Reach {
  private readonly incarnations = new Map<string, { incarnation: Incarnation; up: Interval[] }[]>();
  private readonly directions = new Map<string, Way[]>();
  /** Whether some direction is open while its way back may not be. */
  private hasOneWays = false;
  private readonly longestDelayMs: number;
  private readonly infrastructure: ReadonlySet<string>;
  /** Every moment at which a node or a link begins or ceases, in order. */
  private readonly changesMs: number[];
  private readonly remembered = new Map<string, Map<string, Stop>>();
  private rememberedStops = 0;

  /** `introductionMs`: how long a path must have lasted between those who then may talk without it; see `circles.ts`. */
  constructor(history: History, introductionMs: number) {
    this.infrastructure = nodesOwedNothing(history.header.topology);
    let delaysMs = 0;
    const changesMs = new Set<number>();
    const note = (intervals: readonly Interval[]) => {
      for (const { fromMs, toMs } of intervals) changesMs.add(fromMs).add(toMs);
      return intervals;
    };
    for (const node of history.nodes) {
      const incarnations = history
        .incarnations(node)
        .map((incarnation) => ({ incarnation, up: incarnation.accountableUptime() }));
      for (const { up } of incarnations) note(up);
      this.incarnations.set(node, incarnations);
      const directions = (history.directionsFrom.get(node) ?? []).map((direction) => {
        delaysMs += direction.maxDelayMs;
        const open = direction.surelyOpen();
        const bothOpen = intersect(open, direction.back.surelyOpen());
        this.hasOneWays ||= !areEqual(open, bothOpen);
        const { to, maxDelayMs, mayLose } = direction;
        return { to, maxDelayMs, mayLose, open, bothOpen };
      });
      for (const { open } of directions) note(open);
      this.directions.set(node, directions);
    }
    for (const [i, clique] of sureCliques(history, introductionMs).entries()) {
      delaysMs += 2 * clique.hopMs;
      note(clique.open);
      for (const when of clique.members.values()) note(when);
      this.addClique(`${CLIQUE} ${i}`, clique);
    }
    this.longestDelayMs = delaysMs;
    this.changesMs = [...changesMs].sort((a, b) => a - b);
  }

  private addClique(name: string, { members, open, hopMs }: Clique): void {
    this.incarnations.set(name, [{ incarnation: new Incarnation(name, 1, -Infinity, 0), up: [...open] }]);
    const lead = (from: string, to: string, when: readonly Interval[]) => {
      const way = { to, maxDelayMs: hopMs, mayLose: true, open: when, bothOpen: when };
      const ways = this.directions.get(from);
      if (ways) ways.push(way);
      else this.directions.set(from, [way]);
    };
    for (const [node, when] of members) {
      lead(node, name, when);
      lead(name, node, when);
    }
  }

  /** Whether messages are owed to the node at all: infrastructure carries them, and is owed none; nor is who cannot be seen to get them. */
  mayOwe(node: string): boolean {
    return !this.infrastructure.has(node);
  }

  /** Moments after `sinceMs` at which a node or a link becomes available: where a new window may begin. */
  beginningsAfter(sinceMs: number): number[] {
    const moments = new Set<number>();
    const note = (intervals: readonly Interval[]) => {
      for (const { fromMs } of intervals) if (fromMs > sinceMs) moments.add(fromMs);
    };
    for (const incarnations of this.incarnations.values()) for (const { up } of incarnations) note(up);
    for (const directions of this.directions.values()) for (const { open } of directions) note(open);
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
  owedFrom(
    holders: readonly Incarnation[],
    atMs: number,
    withinMs: number,
    spreading: Spreading,
  ): Map<string, Owed> {
    const owed = new Map<string, Owed>();
    for (const lastsUntilMs of this.lastMoments(atMs, withinMs)) {
      const stops = this.spread(holders, atMs, lastsUntilMs, spreading);
      for (const [node, stop] of stops) {
        const windowToMs = atMs + withinMs + stop.delayMs;
        const known = owed.get(node);
        if (isClique(node) || windowToMs > lastsUntilMs || (known && known.windowToMs <= windowToMs))
          continue;
        owed.set(node, new Obligation(stop, atMs, windowToMs));
      }
    }
    return owed;
  }

  /** Who may be owed something by a node that comes to hold it in a window like this one; see `ReachFront`. */
  front(fromMs: number, toMs: number): ReachFront {
    return new ReachFront(
      (node) => this.incarnationDuring(node, fromMs, toMs),
      (node) => {
        const open = (this.directions.get(node) ?? []).filter((direction) =>
          intervalContaining(direction.open, fromMs, toMs),
        );
        return open.map(({ to }) => to);
      },
    );
  }

  /** The distinct moments worth asking for: where something that holds at `atMs` ceases, as far as it matters. */
  private lastMoments(atMs: number, withinMs: number): number[] {
    const soonestMs = atMs + withinMs;
    if (this.longestDelayMs === 0) return [soonestMs];
    const latestMs = soonestMs + this.longestDelayMs;
    if (!this.changesWithin(soonestMs, latestMs)) return [latestMs];
    const endings = new Set<number>([latestMs]);
    const note = (intervals: readonly Interval[]) => {
      const interval = intervalContaining(intervals, atMs, soonestMs);
      if (interval) endings.add(Math.min(interval.toMs, latestMs));
    };
    for (const incarnations of this.incarnations.values()) for (const { up } of incarnations) note(up);
    for (const directions of this.directions.values()) for (const { open } of directions) note(open);
    return [...endings];
  }

  private changesWithin(fromMs: number, toMs: number): boolean {
    return countUpTo(this.changesMs, fromMs, false) < countUpTo(this.changesMs, toMs, false);
  }

  /** Where one holder alone has it, the answer is remembered: many messages begin at the same node in the same mesh. */
  private spread(
    holders: readonly Incarnation[],
    fromMs: number,
    toMs: number,
    spreading: Spreading,
  ): Map<string, Stop> {
    const [holder, ...others] = holders;
    if (holder === undefined || others.length > 0) return this.spreadAnew(holders, fromMs, toMs, spreading);
    const key = `${holder.node} ${holder.boot} ${this.heldBy(fromMs, toMs)} ${spreading}`;
    const known = this.remembered.get(key);
    if (known) return known;
    const stops = this.spreadAnew(holders, fromMs, toMs, spreading);
    if (this.rememberedStops > MOST_REMEMBERED) {
      this.remembered.clear();
      this.rememberedStops = 0;
    }
    this.remembered.set(key, stops);
    this.rememberedStops += stops.size;
    return stops;
  }

  private spreadAnew(
    holders: readonly Incarnation[],
    fromMs: number,
    toMs: number,
    spreading: Spreading,
  ): Map<string, Stop> {
    const holding = holders.filter((holder) => this.incarnationDuring(holder.node, fromMs, toMs) === holder);
    const first = holding.map((incarnation) => ({ incarnation, delayMs: 0, from: null }));
    const flooded =
      spreading === 'flooded' && this.hasOneWays
        ? this.walk(first, fromMs, toMs, ({ mayLose, open }) => (mayLose ? NEVER : open)).values()
        : first;
    return this.walk(flooded, fromMs, toMs, ({ bothOpen }) => bothOpen);
  }

  /** Dijkstra by longest delay, over what holds from `fromMs` to `toMs`. */
  private walk(
    first: Iterable<Stop>,
    fromMs: number,
    toMs: number,
    openOf: (way: Way) => readonly Interval[],
  ): Map<string, Stop> {
    const stops = new Map<string, Stop>();
    const queue = new TimeQueue<Stop>();
    for (const stop of first) queue.push(stop.delayMs, stop);
    for (let stop = queue.pop(); stop; stop = queue.pop()) {
      const { node } = stop.incarnation;
      if (stops.has(node)) continue;
      stops.set(node, stop);
      for (const way of this.directions.get(node) ?? []) {
        const { to, maxDelayMs } = way;
        if (stops.has(to) || !intervalContaining(openOf(way), fromMs, toMs)) continue;
        const incarnation = this.incarnationDuring(to, fromMs, toMs);
        if (!incarnation) continue;
        const delayMs = stop.delayMs + maxDelayMs;
        queue.push(delayMs, { incarnation, delayMs, from: stop });
      }
    }
    return stops;
  }

  private incarnationDuring(node: string, fromMs: number, toMs: number): Incarnation | undefined {
    return this.incarnations.get(node)?.find(({ up }) => intervalContaining(up, fromMs, toMs))?.incarnation;
  }
}

class Obligation implements Owed {
  readonly incarnation: Incarnation;
  readonly windowFromMs: number;
  readonly windowToMs: number;
  private readonly stop: Stop;

  constructor(stop: Stop, windowFromMs: number, windowToMs: number) {
    this.incarnation = stop.incarnation;
    this.windowFromMs = windowFromMs;
    this.windowToMs = windowToMs;
    this.stop = stop;
  }

  get path(): string[] {
    const path: string[] = [];
    for (let at: Stop | null = this.stop; at !== null; at = at.from) path.push(at.incarnation.node);
    return path.reverse().filter((node) => !isClique(node));
  }
}

const NEVER: readonly Interval[] = [];

/** No node's name begins so. */
const CLIQUE = '*';

function isClique(node: string): boolean {
  return node.startsWith(CLIQUE);
}
