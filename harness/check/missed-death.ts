/**
 * Missed death: nothing could have come from the neighbour for `detect`, and the last word is still up.
 */

import { dueWithOverload, excuse, explainsAbsence, unlessHoles } from './excuse.ts';
import type { History, Word } from './history.ts';
import type { Interval } from './interval.ts';
import { type Pair, wordAt } from './pair.ts';
import { seconds } from './say.ts';
import type { Tally } from './tally.ts';
import type { Finding } from './types.ts';

/** `detectionsMs` gathers, for each death that was noticed, how long that took from the moment of certain silence. */
export function findMissedDeaths(
  history: History,
  pair: Pair,
  detectMs: number,
  tally: Tally,
  detectionsMs: number[],
): void {
  for (const silence of pair.apart) {
    const dueMs = silence.fromMs + pair.delayMs + detectMs;
    if (dueMs > silence.toMs) continue;
    const before = wordAt(pair.words, silence.fromMs);
    const noticed = pair.words.find(
      (word) => !word.up && word.earliestMs > silence.fromMs && word.earliestMs <= dueMs,
    );
    const revived = pair.words.find(
      (word) => word.up && word.earliestMs > dueMs && word.latestMs <= silence.toMs,
    );
    if (revived) tally.find(missedDeath(history, pair, silence, revived, detectMs, dueMs, tally.untilMs));
    const stillUp = wordAt(pair.words, dueMs);
    if (!before?.up && !stillUp?.up) continue;
    if (noticed && !stillUp?.up) {
      tally.owed();
      detectionsMs.push(noticed.latestMs - silence.fromMs);
      continue;
    }
    const { untilMs } = tally;
    const watcher = [pair.observer.node];
    if (tally.waitsFor(dueWithOverload(history, watcher, silence.fromMs, dueMs, untilMs))) continue;
    if (stillUp?.up && !revived) {
      tally.find(missedDeath(history, pair, silence, stillUp, detectMs, dueMs, untilMs));
    }
  }
}

function missedDeath(
  history: History,
  pair: Pair,
  silence: Interval,
  word: Word,
  detectMs: number,
  dueMs: number,
  untilMs: number,
): Finding {
  const { observer, neighbour } = pair;
  const finding: Finding = {
    word: 'missed death',
    verdict: 'failed',
    atMs: Math.max(dueMs, word.earliestMs),
    node: observer.node,
    neighbour,
    text:
      `${observer.node} still called ${neighbour} alive at ${seconds(Math.max(dueMs, word.earliestMs))}, although nothing could have come from ` +
      `it since ${seconds(silence.fromMs)} (${seconds(detectMs)} are allowed).`,
    cause: [whatHappened(history, pair, dueMs)],
    evidence: [word.line],
  };
  const excused = excuse(history, finding, {
    nodes: [observer.node],
    fromMs: silence.fromMs,
    toMs: later(pair, dueMs)?.latestMs ?? untilMs,
    neededMs: explainsAbsence(later(pair, dueMs), dueMs, untilMs),
  });
  return unlessHoles(excused, observer.missing);
}

function later({ words }: Pair, dueMs: number): Word | undefined {
  return words.find((word) => !word.up && word.earliestMs > dueMs);
}

function whatHappened(history: History, pair: Pair, dueMs: number): string {
  const { observer, neighbour } = pair;
  const noticed = later(pair, dueMs);
  if (noticed) return `It declared ${neighbour} dead only at ${seconds(noticed.earliestMs)}.`;
  const gone = history.incarnations(neighbour).findLast((life) => life.exit !== null);
  const end = gone?.exit ? `${neighbour} was gone at ${seconds(gone.exit.at)}; ` : '';
  return `${end}${observer.node} said nothing of it until the end of the run.`;
}
