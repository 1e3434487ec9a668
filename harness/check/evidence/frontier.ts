/**
 * Where copies of a message ended: the directions of links that lead from nodes that had it to the part of the mesh that
 * had not, walked back from the node that is missing it. All nodes behind the same place get the same cause.
 *
 * A walk may look at the whole mesh, so in one judgement only so much is looked at for words alone; where that is used up,
 * it is the path by which the message was owed, on which there always is such a place.
 */

import type { DirectionHistory } from './direction.ts';
import type { History } from './history.ts';
import type { Interval } from './interval.ts';
import type { Owed } from './reach.ts';
import type { Whereabouts } from './whereabouts.ts';

/** So many directions are looked at in one judgement, all findings together. */
const MOST_LOOKED_AT = 50_000;

/** A direction from a node that had the message to one that had not. */
export interface Edge {
  direction: DirectionHistory;
  /** Since when the message could have been sent there, within the window. */
  sinceMs: number;
}

export interface Frontier {
  edges: Edge[];
  /** On the path by which it was owed: the last node that had it, and the next. */
  giver: string;
  taker: string;
  path: readonly string[];
}

type HeldSince = (node: string) => number | null;

export class Frontiers {
  private readonly history: History;
  private left = MOST_LOOKED_AT;

  constructor(history: History) {
    this.history = history;
  }

  /** As it was at `asOfMs`: all of it, or what a judgement of many findings has the time for. */
  of(owed: Owed, whereabouts: Whereabouts, asOfMs: number): Frontier {
    if (this.left <= 0) return this.onPath(owed, whereabouts, asOfMs);
    return this.walk(owed, whereabouts, asOfMs, () => this.left-- > 0);
  }

  /** All of it, whatever that takes. */
  whole(owed: Owed, whereabouts: Whereabouts, asOfMs: number): Frontier {
    return this.walk(owed, whereabouts, asOfMs, () => true);
  }

  /** Only where it ended on the path by which it was owed. */
  onPath(owed: Owed, whereabouts: Whereabouts, asOfMs: number): Frontier {
    const since = heldSince(owed, whereabouts, asOfMs);
    const last = lastHolderOn(owed.path, since);
    const [giver, taker] = [owed.path[last]!, owed.path[last + 1]!];
    const direction = this.history.direction(giver, taker);
    const edges = direction ? [{ direction, sinceMs: since(giver) ?? owed.windowFromMs }] : [];
    return { edges, giver, taker, path: owed.path };
  }

  private walk(owed: Owed, whereabouts: Whereabouts, asOfMs: number, mayLook: () => boolean): Frontier {
    const { path, windowFromMs } = owed;
    const since = heldSince(owed, whereabouts, asOfMs);
    const last = lastHolderOn(path, since);
    const lacking = path.slice(last + 1).reverse();
    const seen = new Set(lacking);
    const edges: Edge[] = [];
    for (const node of lacking) {
      for (const direction of this.history.directionsTo.get(node) ?? []) {
        const sinceMs = since(direction.from);
        if (sinceMs !== null) edges.push({ direction, sinceMs });
        else if (!seen.has(direction.from) && mayLook() && this.couldLead(direction, windowFromMs, asOfMs)) {
          seen.add(direction.from);
          lacking.push(direction.from);
        }
      }
    }
    return { edges, giver: path[last]!, taker: path[last + 1]!, path };
  }

  private couldLead(direction: DirectionHistory, fromMs: number, toMs: number): boolean {
    return (
      overlaps(direction.possiblyOpen(), fromMs, toMs) &&
      this.history
        .incarnations(direction.from)
        .some((incarnation) => overlaps(incarnation.possiblyUp(), fromMs, toMs))
    );
  }
}

/** Since when within the window a node could send the message; null where it could not, as the one that is missing it. */
function heldSince({ incarnation, windowFromMs }: Owed, whereabouts: Whereabouts, asOfMs: number): HeldSince {
  return (node) => {
    if (node === incarnation.node) return null;
    const held = whereabouts.holding(node, windowFromMs, asOfMs);
    return held ? Math.max(windowFromMs, held.sinceMs) : null;
  };
}

/** The path begins at a holder, so there is one. */
function lastHolderOn(path: readonly string[], since: HeldSince): number {
  return Math.max(
    0,
    path.findLastIndex((node) => since(node) !== null),
  );
}

function overlaps(intervals: readonly Interval[], fromMs: number, toMs: number): boolean {
  return intervals.some((interval) => interval.fromMs <= toMs && fromMs <= interval.toMs);
}
