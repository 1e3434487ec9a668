/**
 * Deliveries that came earlier than any possibly open path allows: somebody went around the links.
 *
 * An earliest-arrival search over what was *possible*: possibly up nodes, possibly open links, shortest delays. It
 * errs on the side of the peer: a node is taken to keep what it has across restarts.
 */

import { TimeHeap } from './heap.ts';
import type { Delivery, History, Injection } from './history.ts';
import type { Interval } from './interval.ts';

export class Possible {
  private readonly history: History;
  private readonly up = new Map<string, Interval[]>();
  private readonly ways = new Map<string, { to: string; open: Interval[]; minDelayMs: number }[]>();

  constructor(history: History) {
    this.history = history;
    for (const node of history.nodes) {
      this.up.set(
        node,
        history.incarnations(node).flatMap((life) => life.possiblyUp()),
      );
      const ways = (history.directionsFrom.get(node) ?? []).map((direction) => ({
        to: direction.to,
        open: direction.possiblyOpen(),
        minDelayMs: direction.minDelayMs,
      }));
      this.ways.set(node, ways);
    }
  }

  /** The deliveries of this message that no path explains, with the moment from which one would; in order of time. */
  leaks(injection: Injection): { delivery: Delivery; possibleFromMs: number }[] {
    if (!injection.injected || injection.message === null) return [];
    const deliveries = firstOfEachNode(this.history.deliveries.get(injection.message) ?? []);
    const arrivals = this.arrivals(injection, deliveries);
    return deliveries
      .filter((delivery) => delivery.node !== injection.node && arrivals.leaked.has(delivery))
      .map((delivery) => ({ delivery, possibleFromMs: arrivals.byPath.get(delivery.node) ?? Infinity }));
  }

  /** A node that leaked is a source from its delivery on, so that only the first of a chain is named. */
  private arrivals(injection: Injection, deliveries: readonly Delivery[]) {
    const queue = new TimeHeap<{ node: string; delivery: Delivery | null }>();
    const have = new Set<string>();
    const leaked = new Set<Delivery>();
    const byPath = new Map<string, number>();
    queue.push(injection.sentMs, { node: injection.node, delivery: null });
    for (const delivery of deliveries) queue.push(delivery.latestMs, { node: delivery.node, delivery });
    for (let next = queue.pop(); next; next = queue.pop()) {
      const { node, delivery } = next.item;
      if (!delivery && !byPath.has(node)) byPath.set(node, next.atMs);
      if (have.has(node)) continue;
      have.add(node);
      if (delivery) leaked.add(delivery);
      for (const way of this.ways.get(node) ?? []) {
        const leavesMs = earliestFrom(way.open, earliestFrom(this.up.get(node) ?? [], next.atMs));
        const arrivesMs = earliestFrom(this.up.get(way.to) ?? [], leavesMs + way.minDelayMs);
        if (arrivesMs < Infinity && !byPath.has(way.to)) {
          queue.push(arrivesMs, { node: way.to, delivery: null });
        }
      }
    }
    for (const delivery of leaked) {
      // The same instant by path and by report is no leak: the queue has no order among equals.
      if ((byPath.get(delivery.node) ?? Infinity) <= delivery.latestMs) leaked.delete(delivery);
    }
    return { leaked, byPath };
  }
}

/** The first moment at or after `atMs` in any of the intervals, which are in order. */
function earliestFrom(intervals: readonly Interval[], atMs: number): number {
  for (const { fromMs, toMs } of intervals) if (atMs <= toMs) return Math.max(atMs, fromMs);
  return Infinity;
}

function firstOfEachNode(deliveries: readonly Delivery[]): Delivery[] {
  const first = new Map<string, Delivery>();
  for (const delivery of deliveries) {
    const known = first.get(delivery.node);
    if (!known || delivery.latestMs < known.latestMs) first.set(delivery.node, delivery);
  }
  return [...first.values()].sort((a, b) => a.latestMs - b.latestMs);
}
