/**
 * Steps that take something away: links or nodes. What each took, from when to when, as far as it possibly was away.
 */

import { closes } from '../../../node/link/conditions.ts';
import type { DirectionName, Step } from '../../topology/model/types.ts';
import { directionListText, nodeListText } from '../../topology/model/words.ts';
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
  barriers: Barrier[];
}

/** The steps that were done and take something away, in order of time. */
export function faultsOf(history: History): FaultSpan[] {
  return history.stepsDone.filter(({ step }) => isFault(step)).map((done) => withBarriers(history, done));
}

export function isFault(step: Step): boolean {
  switch (step.verb) {
    case 'partition':
    case 'cut':
    case 'disconnect':
    case 'kill':
    case 'stop':
    case 'pause':
      return true;
    case 'link':
      return closes(step.conditions);
    default:
      return false;
  }
}

/** `partition`, `cut of n1–n2`, `kill of n4`: as the subject of a sentence, with its article before it. */
export function faultInWords(step: Step): string {
  switch (step.verb) {
    case 'cut':
      return `cut of ${directionListText(step.directions)}`;
    case 'link':
      return `loss of everything on ${directionListText(step.directions)}`;
    case 'kill':
    case 'stop':
    case 'pause':
      return `${step.verb} of ${nodeListText(step.nodes)}`;
    case 'disconnect':
      return `disconnection of ${nodeListText(step.nodes)}`;
    default:
      return step.verb;
  }
}

/** Moments of one step are not closed and opened at once, so each direction and node has its own. */
function withBarriers(history: History, done: StepDone): FaultSpan {
  const { step, atMs } = done;
  switch (step.verb) {
    case 'kill':
    case 'stop':
    case 'pause':
      return { ...done, barriers: step.nodes.flatMap((node) => aroundNode(history, node, atMs)) };
    case 'partition': {
      const groups = new Map(step.groups.flatMap((group, i) => group.map((node) => [node, i] as const)));
      const across = history.directions.filter(({ from, to }) => groups.get(from) !== groups.get(to));
      return { ...done, barriers: closedFrom(across, atMs) };
    }
    case 'disconnect':
      return {
        ...done,
        barriers: step.nodes.flatMap((node) => closedFrom(directionsOf(history, node), atMs)),
      };
    case 'cut':
    case 'link':
      return { ...done, barriers: closedFrom(named(history, step.directions), atMs) };
    default:
      return { ...done, barriers: [] };
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
