/**
 * A check that judged nothing because faults took what it would have judged. Where it was asked for it has `tested nothing`;
 * where it was not, nothing else would say so.
 */

import { secondsText } from '../../common/wording.ts';
import { nodesOwedNothing } from '../../topology/model/sight.ts';
import type { Expect } from '../../topology/model/types.ts';
import { whatFaultTakesAway } from '../evidence/faults.ts';
import type { History } from '../evidence/history.ts';
import type { CheckResult } from '../explain/finding.ts';

/** So many steps are named, the first ones. */
const MOST_NAMED = 3;

/** The same result, with a note where it is certain that but for the steps there would have been something to judge. */
export function noteObligationsTakenByFaults(
  history: History,
  result: CheckResult,
  expect: Expect,
): CheckResult {
  if (result.obligations > 0 || result.pending > 0) return result;
  const faults = history.stepsDone.flatMap(({ step, atMs }) => {
    const taken = whatFaultTakesAway(step);
    return taken === null ? [] : [`the ${taken.words} at ${secondsText(atMs)}`];
  });
  if (faults.length === 0 || !wouldHaveJudged(history, result, expect)) return result;
  return { ...result, notes: [...(result.notes ?? []), inWords(result.check, faults)] };
}

function inWords(check: CheckResult['check'], faults: readonly string[]): string {
  const named = faults.slice(0, MOST_NAMED);
  const more = faults.length > MOST_NAMED ? [`${faults.length - MOST_NAMED} more`] : [];
  return `\`${check}\` judged nothing, because faults took all that it would have judged: ${[...named, ...more].join(', ')}.`;
}

/** On a mesh as it was at its start, and to which no step did anything. */
function wouldHaveJudged(history: History, { check }: CheckResult, { keepalive }: Expect): boolean {
  switch (check) {
    case 'delivery':
    case 'latency':
      return somebodyWasNear(history);
    case 'keepalive':
      return (
        keepalive !== null && keepalive.of === undefined && somePairLasted(history, keepalive.tolerateMs)
      );
    case 'traffic':
      return everyCounterWasTaken(history);
    default:
      return false;
  }
}

/** An origin had a neighbour that had been ready before, over a link that was open at the start. */
function somebodyWasNear(history: History): boolean {
  const infrastructure = nodesOwedNothing(history.header.topology);
  for (const [injection] of history.injectionsByMessage.values()) {
    if (!injection?.injected) continue;
    const { earliestMs } = injection.injected;
    const near = (history.directionsFrom.get(injection.node) ?? []).some(
      (direction) =>
        direction.isOpenAtStart &&
        !infrastructure.has(direction.to) &&
        readyMs(history, direction.to) <= earliestMs,
    );
    if (near) return true;
  }
  return false;
}

/** Two neighbours had been ready, and their link open at the start, for long enough before the end. */
function somePairLasted(history: History, forMs: number): boolean {
  const endMs = history.end?.at ?? -Infinity;
  return history.directions.some((direction) => {
    const sinceMs = Math.max(readyMs(history, direction.from), readyMs(history, direction.to));
    return direction.isOpenAtStart && direction.back.isOpenAtStart && endMs - sinceMs >= forMs;
  });
}

/** All nodes that delivered anything were killed, and can no longer say what they counted. */
function everyCounterWasTaken(history: History): boolean {
  const incarnations = history.allIncarnations().filter(({ deliveriesSaid }) => deliveriesSaid > 0);
  return incarnations.length > 0 && incarnations.every(({ ending }) => ending?.fault === 'kill');
}

/** When it first became ready; Infinity when it never did. */
function readyMs(history: History, node: string): number {
  return history.incarnations(node)[0]?.readyMs ?? Infinity;
}
