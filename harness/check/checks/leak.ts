/**
 * Deliveries that came earlier than any possibly open path allows, or over which no relay passed anything on: somebody went
 * around the links.
 *
 * An earliest-arrival search over what was *possible*: possibly up nodes, possibly open links on which something may have come
 * through, shortest delays. It errs on the side of the peer: a node is taken to keep what it has across restarts.
 *
 * Two nodes that need no link (`cliques.ts`) come to each other over stops between them, unless a partition keeps them apart.
 */

import { TimeQueue } from '../../common/time-queue.ts';
import { type Clique, possibleCliques } from '../evidence/cliques.ts';
import type { History, Injection, ReportedDelivery } from '../evidence/history.ts';
import { type Interval, intersect } from '../evidence/interval.ts';
import { timesDatagramsMayHavePassed } from '../evidence/passing.ts';

/** No node's name begins so. */
const CLIQUE = '*';

/** Less than the resolution of the journal: a report comes behind a path that explains it to the same moment. */
const AFTER_PATHS_MS = 1e-6;

export interface Leak {
  delivery: ReportedDelivery;
  /** The first moment that the links allow; Infinity when they never do. */
  possibleFromMs: number;
  /** From the origin to the node, by the links; empty when there is none. */
  quickestPath: string[];
}

interface Arrival {
  atMs: number;
  from: string | null;
}

export class PossiblePaths {
  private readonly history: History;
  private readonly up = new Map<string, readonly Interval[]>();
  private readonly directions = new Map<
    string,
    { to: string; open: readonly Interval[]; minDelayMs: number }[]
  >();

  /** `cliques`: of those that need no link; none to look at links alone. */
  constructor(history: History, cliques: readonly Clique[] = possibleCliques(history)) {
    this.history = history;
    const attacked = attackedIn(history);
    for (const node of history.nodes) {
      this.up.set(
        node,
        history.incarnations(node).flatMap((incarnation) => incarnation.possiblyUp()),
      );
      const directions = (history.directionsFrom.get(node) ?? []).map((direction) => ({
        to: direction.to,
        // Who attacks a node hands it what others had sent, and may be a relay that had dropped it.
        open: attacked.has(direction.to)
          ? direction.possiblyOpen()
          : intersect(direction.possiblyOpen(), timesDatagramsMayHavePassed(direction, history.readings)),
        minDelayMs: direction.minDelayMs,
      }));
      this.directions.set(node, directions);
    }
    for (const [i, { members, open, hopMs }] of cliques.entries()) {
      const name = `${CLIQUE} ${i}`;
      this.up.set(name, open);
      this.directions.set(
        name,
        [...members].map(([to, when]) => ({ to, open: when, minDelayMs: hopMs })),
      );
      for (const [node, when] of members)
        this.directions.get(node)?.push({ to: name, open: when, minDelayMs: 0 });
    }
  }

  /** The deliveries of this message that no path explains, with the moment from which one would; in order of time. */
  leaks(injection: Injection): Leak[] {
    if (!injection.injected || injection.message === null) return [];
    const deliveries = firstOfEachNode(this.history.deliveries.get(injection.message) ?? []);
    const { leaked } = this.search(injection, deliveries);
    if (leaked.length === 0) return [];
    const { arrivals } = this.search(injection, []);
    return leaked.map((delivery) => ({
      delivery,
      possibleFromMs: arrivals.get(delivery.node)?.atMs ?? Infinity,
      quickestPath: pathTo(delivery.node, arrivals),
    }));
  }

  /** A node that leaked is a source from its delivery on, so that only the first of a chain is named. */
  private search(injection: Injection, deliveries: readonly ReportedDelivery[]) {
    const queue = new TimeQueue<Arrival & { node: string; delivery: ReportedDelivery | null }>();
    const push = (atMs: number, node: string, from: string | null, delivery: ReportedDelivery | null) =>
      queue.push(atMs, { atMs, node, from, delivery });
    const arrivals = new Map<string, Arrival>();
    const leaked: ReportedDelivery[] = [];
    push(injection.sentMs, injection.node, null, null);
    for (const delivery of deliveries) {
      push(delivery.latestMs + AFTER_PATHS_MS, delivery.node, null, delivery);
    }
    for (let next = queue.pop(); next; next = queue.pop()) {
      const { atMs, node, from, delivery } = next;
      if (arrivals.has(node)) continue;
      arrivals.set(node, { atMs, from });
      if (delivery) leaked.push(delivery);
      for (const direction of this.directions.get(node) ?? []) {
        const leavesMs = earliestFrom(direction.open, earliestFrom(this.up.get(node) ?? [], atMs));
        const arrivesMs = earliestFrom(this.up.get(direction.to) ?? [], leavesMs + direction.minDelayMs);
        if (arrivesMs < Infinity) push(arrivesMs, direction.to, node, null);
      }
    }
    return { arrivals, leaked };
  }
}

function attackedIn(history: History): Set<string> {
  return new Set(history.steps.flatMap((step) => (step.verb === 'attack' ? step.nodes : [])));
}

function pathTo(node: string, arrivals: ReadonlyMap<string, Arrival>): string[] {
  const path: string[] = [];
  for (let at: string | null = node; at !== null; at = arrivals.get(at)?.from ?? null) {
    if (!arrivals.has(at)) return [];
    if (!at.startsWith(CLIQUE)) path.unshift(at);
  }
  return path;
}

/** The first moment at or after `atMs` in any of the intervals, which are in order. */
function earliestFrom(intervals: readonly Interval[], atMs: number): number {
  for (const { fromMs, toMs } of intervals) if (atMs <= toMs) return Math.max(atMs, fromMs);
  return Infinity;
}

function firstOfEachNode(deliveries: readonly ReportedDelivery[]): ReportedDelivery[] {
  const first = new Map<string, ReportedDelivery>();
  for (const delivery of deliveries) {
    const known = first.get(delivery.node);
    if (!known || delivery.latestMs < known.latestMs) first.set(delivery.node, delivery);
  }
  return [...first.values()].sort((a, b) => a.latestMs - b.latestMs);
}
