/**
 * What steps changed on the ways of a message, shortly before it was owed and until it came or should have come.
 */

import { seconds } from '../../common/wording.ts';
import type { Step } from '../../topology/model/types.ts';
import type { DirectionHistory } from '../evidence/direction.ts';
import type { History } from '../evidence/history.ts';

/** A change may be so much older than the window and still be named. */
const SHORTLY_MS = 5_000;
const VERBS: ReadonlySet<string> = new Set<Step['verb']>(['link', 'cut', 'mend', 'partition', 'heal']);
/** So many are named, the last ones. */
const MOST_NAMED = 3;

export interface Change {
  atMs: number;
  text: string;
  line: number;
}

/** In order of time. */
export function changesOn(
  history: History,
  directions: () => readonly DirectionHistory[],
  fromMs: number,
  toMs: number,
): Change[] {
  const recent = history.stepsDone.filter(
    ({ step, atMs }) => atMs >= fromMs - SHORTLY_MS && atMs <= toMs && VERBS.has(step.verb),
  );
  if (recent.length === 0) return recent;
  const concerned = directions();
  return recent
    .filter(({ step }) => concerned.some((direction) => changes(step, direction)))
    .slice(-MOST_NAMED);
}

/** `cameMs`: when the message came at last, where it did. */
export function changeInWords({ atMs, text }: Change, fromMs: number, cameMs?: number): string {
  const before = cameMs === undefined ? '' : `, ${seconds(cameMs - atMs)} before it came`;
  return atMs < fromMs
    ? `Shortly before, at ${seconds(atMs)}, a step changed the path: ${text}.`
    : `At ${seconds(atMs)}${before}, a step changed the path: ${text}.`;
}

function changes(step: Step, { from, to }: DirectionHistory): boolean {
  switch (step.verb) {
    case 'link':
    case 'cut':
    case 'mend':
      return step.directions.some((direction) => direction.from === from && direction.to === to);
    case 'partition':
      return !step.groups.some((group) => group.includes(from) && group.includes(to));
    case 'heal':
      return true;
    default:
      return false;
  }
}
