/**
 * False life: `peer-up` though nothing can have come from the neighbour since the last `peer-down`, or ever.
 */

import type { Around } from './around.ts';
import { excuse, HEAVY_OVERLOAD_MS, unlessClocksJumped, unlessHoles } from './excuse.ts';
import type { History, Word } from './history.ts';
import { holding } from './interval.ts';
import type { Pair } from './pair.ts';
import { seconds } from './say.ts';
import type { Tally } from './tally.ts';
import type { Finding } from './types.ts';

/** So long a datagram may lie in a socket before its program reads it, on a machine that is not overloaded. */
const UNREAD_MS = 1_000;

export function findFalseLives(history: History, pair: Pair, tally: Tally, around: Around): void {
  let before: Word | undefined;
  for (const word of pair.words) {
    if (word.up) judge(history, pair, before, word, tally, around);
    before = word;
  }
}

function judge(
  history: History,
  pair: Pair,
  before: Word | undefined,
  word: Word,
  tally: Tally,
  around: Around,
): void {
  const { observer, apart, delayMs } = pair;
  // Said twice in a row it is no news.
  if (before?.up) return;
  // What was under way, or unread, when it said `peer-down` may have come after it.
  const fromMs = before === undefined ? observer.startedMs : before.earliestMs - delayMs - UNREAD_MS;
  // Before it was ready, it is not surely up; but what came to it then it can have been told by nobody else.
  const sinceMs = Math.max(fromMs, observer.readyMs ?? Number.POSITIVE_INFINITY);
  if (sinceMs > word.earliestMs || !holding(apart, sinceMs, word.earliestMs)) return;
  if (before === undefined && word.earliestMs <= lastReadMs(history, pair, word)) return;
  const finding = falseLife(history, pair, before, word, sinceMs);
  tally.find(around.excuse(finding, pair, { fromMs: sinceMs, toMs: word.latestMs }));
}

/** Until when something may be read that a neighbour sent which ended while the observer was starting. */
function lastReadMs(history: History, { observer, neighbour, delayMs }: Pair, word: Word): number {
  const runs = history.incarnations(neighbour).flatMap((life) => life.possiblyUp());
  const endsMs = runs.map(({ toMs }) => toMs).filter((toMs) => toMs <= word.earliestMs);
  const lateMs = endsMs.filter((toMs) => toMs + delayMs >= observer.startedMs);
  return Math.max(...lateMs) + delayMs + UNREAD_MS;
}

function falseLife(
  history: History,
  pair: Pair,
  before: Word | undefined,
  word: Word,
  sinceMs: number,
): Finding {
  const { observer, neighbour } = pair;
  const since =
    before === undefined ? 'ever' : `since it had called it dead at ${seconds(before.earliestMs)}`;
  const finding: Finding = {
    word: 'false life',
    verdict: 'failed',
    atMs: word.earliestMs,
    node: observer.node,
    neighbour,
    text: `${observer.node} called ${neighbour} alive at ${seconds(word.earliestMs)}, but nothing can have come from it ${since}.`,
    cause: [whyNothingCame(history, neighbour, word)],
    evidence: before === undefined ? [word.line] : [before.line, word.line],
  };
  // What was never sent no overload can bring late.
  if (hasNeverRun(history, neighbour, word)) return unlessHoles(finding, observer.missing);
  const excused = excuse(history, finding, {
    nodes: [observer.node],
    fromMs: sinceMs,
    toMs: word.latestMs,
    neededMs: HEAVY_OVERLOAD_MS,
  });
  const known = unlessHoles(excused, observer.missing);
  return unlessClocksJumped(history, known, [observer.node, neighbour]);
}

function whyNothingCame(history: History, neighbour: string, word: Word): string {
  return hasNeverRun(history, neighbour, word)
    ? `${neighbour} had never been started.`
    : `${neighbour} was not running, or the way from it was closed.`;
}

function hasNeverRun(history: History, neighbour: string, { latestMs }: Word): boolean {
  return history.incarnations(neighbour).every(({ startedMs }) => startedMs > latestMs);
}
