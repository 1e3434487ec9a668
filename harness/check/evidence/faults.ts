/**
 * Steps that take something away: links or nodes. What each took, from when to when, as far as it possibly was away.
 */

import type { DirectionName, Step } from '../../topology/topology.ts';
import { verbNamed } from '../../topology/verbs/lookup.ts';
import type { TakenAway } from '../../topology/verbs/verb.ts';
import type { DirectionHistory } from './direction.ts';
import type { History, StepDone } from './history.ts';
import type { Incarnation } from './incarnation.ts';
import { complement } from './interval.ts';

/** A direction in which nothing surely passed, because it was closed or because an end of it did not run. */
export interface Barrier {
  direction: DirectionHistory;
  fromMs: number;
  /** Infinity when it has never been taken away again. */
  toMs: number;
  /** The life that was ended or paused, at one end of the direction. */
  absent?: Incarnation;
}

export interface FaultSpan extends StepDone {
  taken: TakenAway;
  barriers: Barrier[];
}

/** The steps that were done and take something away, in order of time. */
export function listFaults(history: History): FaultSpan[] {
  return history.stepsDone.flatMap((done) => {
    const taken = whatFaultTakesAway(done.step);
    return taken === null ? [] : [{ ...done, taken, barriers: barriersOf(history, taken, done.atMs) }];
  });
}

/** Null when the step is no fault. */
export function whatFaultTakesAway(step: Step): TakenAway | null {
  return verbNamed(step.verb)?.takesAway?.(step) ?? null;
}

/** Moments of one step are not closed and opened at once, so each direction and node has its own. */
function barriersOf(history: History, taken: TakenAway, atMs: number): Barrier[] {
  switch (taken.what) {
    case 'incarnations':
      return taken.nodes.flatMap((node) => aroundNode(history, node, atMs));
    case 'network':
      return taken.nodes.flatMap((node) => closedFrom(directionsOf(history, node), atMs));
    case 'directions':
      return closedFrom(named(history, taken.directions), atMs);
    case 'crossings': {
      const groups = new Map(taken.groups.flatMap((group, i) => group.map((node) => [node, i] as const)));
      const across = history.directions.filter(({ from, to }) => groups.get(from) !== groups.get(to));
      return closedFrom(across, atMs);
    }
  }
}

/** Until it is back, another life of it or the same; what a later life is owed, it is owed because of this. */
function aroundNode(history: History, node: string, atMs: number): Barrier[] {
  const absent = history.incarnations(node).findLast(({ startedMs }) => startedMs <= atMs);
  if (!absent) return [];
  const away = complement(absent.surelyUp()).find(({ toMs }) => toMs > atMs);
  if (!away) return [];
  return directionsOf(history, node).map((direction) => ({ direction, ...away, absent }));
}

function closedFrom(directions: readonly DirectionHistory[], atMs: number): Barrier[] {
  return directions.flatMap((direction) => {
    const closed = complement(direction.surelyOpen()).find(({ toMs }) => toMs > atMs);
    return closed ? [{ direction, ...closed }] : [];
  });
}

function named(history: History, directions: readonly DirectionName[]): DirectionHistory[] {
  return directions.flatMap(({ from, to }) => history.direction(from, to) ?? []);
}

function directionsOf(history: History, node: string): DirectionHistory[] {
  return [...(history.directionsFrom.get(node) ?? []), ...(history.directionsTo.get(node) ?? [])];
}
