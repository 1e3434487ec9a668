/**
 * False life: `peer-up` though nothing can have come from the neighbour since the last `peer-down`, or ever.
 */

import { secondsText } from '../../common/wording.ts';
import type { History, NeighbourReport } from '../evidence/history.ts';
import { intervalContaining } from '../evidence/interval.ts';
import type { NeighbourPair } from '../evidence/pair.ts';
import {
  excuseByOverload,
  HEAVY_OVERLOAD_MS,
  unlessClocksJumped,
  unlessEventsAreMissing,
} from '../explain/excuse.ts';
import type { Finding } from '../explain/finding.ts';
import type { LeakExcuses } from './around.ts';
import type { Tally } from './tally.ts';

/** So long a datagram may lie in a socket before its program reads it, on a machine that is not overloaded. */
const UNREAD_MS = 1_000;

export function findFalseLives(
  history: History,
  pair: NeighbourPair,
  tally: Tally,
  around: LeakExcuses,
): void {
  let before: NeighbourReport | undefined;
  for (const word of pair.words) {
    if (word.up) judge(history, pair, before, word, tally, around);
    before = word;
  }
}

function judge(
  history: History,
  pair: NeighbourPair,
  before: NeighbourReport | undefined,
  word: NeighbourReport,
  tally: Tally,
  around: LeakExcuses,
): void {
  const { observer, apart, delayMs } = pair;
  // Said twice in a row it is no news.
  if (before?.up) return;
  // What was under way, or unread, when it said `peer-down` may have come after it.
  const fromMs = before === undefined ? observer.startedMs : before.earliestMs - delayMs - UNREAD_MS;
  // Before it was ready, it is not surely up; but what came to it then it can have been told by nobody else.
  const sinceMs = Math.max(fromMs, observer.readyMs ?? Number.POSITIVE_INFINITY);
  if (sinceMs > word.earliestMs || !intervalContaining(apart, sinceMs, word.earliestMs)) return;
  if (before === undefined && word.earliestMs <= lastReadMs(history, pair, word)) return;
  const finding = falseLife(history, pair, before, word, sinceMs);
  tally.find(around.excuse(finding, pair, { fromMs: sinceMs, toMs: word.latestMs }));
}

/** Until when something may be read that a neighbour sent which ended while the observer was starting. */
function lastReadMs(
  history: History,
  { observer, neighbour, delayMs }: NeighbourPair,
  word: NeighbourReport,
): number {
  const runs = history.incarnations(neighbour).flatMap((incarnation) => incarnation.possiblyUp());
  const endsMs = runs.map(({ toMs }) => toMs).filter((toMs) => toMs <= word.earliestMs);
  const lateMs = endsMs.filter((toMs) => toMs + delayMs >= observer.startedMs);
  return Math.max(...lateMs) + delayMs + UNREAD_MS;
}

function falseLife(
  history: History,
  pair: NeighbourPair,
  before: NeighbourReport | undefined,
  word: NeighbourReport,
  sinceMs: number,
): Finding {
  const { observer, neighbour } = pair;
  const since =
    before === undefined ? 'ever' : `since it had reported it down at ${secondsText(before.earliestMs)}`;
  const finding: Finding = {
    word: 'false life',
    verdict: 'failed',
    atMs: word.earliestMs,
    node: observer.node,
    neighbour,
    text: `${observer.node} reported ${neighbour} up at ${secondsText(word.earliestMs)}, but nothing can have come from it ${since}.`,
    cause: [whyNothingCame(history, neighbour, word)],
    evidence: before === undefined ? [word.line] : [before.line, word.line],
  };
  // What was never sent no overload can bring late.
  if (hasNeverRun(history, neighbour, word)) return unlessEventsAreMissing(finding, observer.missing);
  const excused = excuseByOverload(history, finding, {
    nodes: [observer.node],
    fromMs: sinceMs,
    toMs: word.latestMs,
    neededMs: HEAVY_OVERLOAD_MS,
  });
  const known = unlessEventsAreMissing(excused, observer.missing);
  return unlessClocksJumped(history, known, [observer.node, neighbour]);
}

function whyNothingCame(history: History, neighbour: string, word: NeighbourReport): string {
  return hasNeverRun(history, neighbour, word)
    ? `${neighbour} had never been started.`
    : `${neighbour} was not running, or the way from it was closed.`;
}

function hasNeverRun(history: History, neighbour: string, { latestMs }: NeighbourReport): boolean {
  return history.incarnations(neighbour).every(({ startedMs }) => startedMs > latestMs);
}
