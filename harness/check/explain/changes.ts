/**
 * What steps changed on the ways of a message, shortly before it was owed and until it came or should have come.
 */

import { secondsText } from '../../common/wording.ts';
import type { Step } from '../../topology/topology.ts';
import { verbNamed } from '../../topology/verbs/lookup.ts';
import type { DirectionHistory } from '../evidence/direction.ts';
import type { History } from '../evidence/history.ts';

/** A change may be so much older than the window and still be named. */
const SHORTLY_MS = 5_000;
/** So many are named, the last ones. */
const MOST_NAMED = 3;

export interface Change {
  atMs: number;
  text: string;
  line: number;
}

/** In order of time. */
export function linkChangesOn(
  history: History,
  directions: () => readonly DirectionHistory[],
  fromMs: number,
  toMs: number,
): Change[] {
  const recent = history.stepsDone.filter(
    ({ step, atMs }) =>
      atMs >= fromMs - SHORTLY_MS && atMs <= toMs && verbNamed(step.verb)?.changesLinks !== undefined,
  );
  if (recent.length === 0) return recent;
  const concerned = directions();
  return recent
    .filter(({ step }) => concerned.some((direction) => changes(step, direction)))
    .slice(-MOST_NAMED);
}

/** `cameMs`: when the message came at last, where it did. */
export function linkChangeInWords({ atMs, text }: Change, fromMs: number, cameMs?: number): string {
  const before = cameMs === undefined ? '' : `, ${secondsText(cameMs - atMs)} before it came`;
  return atMs < fromMs
    ? `Shortly before, at ${secondsText(atMs)}, a step changed the path: ${text}.`
    : `At ${secondsText(atMs)}${before}, a step changed the path: ${text}.`;
}

/** The directions that it names, those between its groups, or any. */
function changes(step: Step, { from, to }: DirectionHistory): boolean {
  if ('directions' in step)
    return step.directions.some((direction) => direction.from === from && direction.to === to);
  if ('groups' in step) return !step.groups.some((group) => group.includes(from) && group.includes(to));
  return true;
}
