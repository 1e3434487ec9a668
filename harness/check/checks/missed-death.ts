/**
 * Missed death: nothing could have come from the neighbour for `detect`, and the last word is still up.
 */

import { secondsText } from '../../common/wording.ts';
import type { History, NeighbourReport } from '../evidence/history.ts';
import type { Interval } from '../evidence/interval.ts';
import { lastReportBefore, type NeighbourPair } from '../evidence/pair.ts';
import { obstaclesDuring } from '../evidence/passable.ts';
import {
  excuseByOverload,
  overloadDuringMs,
  overloadExplainingAbsenceMs,
  unlessClocksJumped,
  unlessEventsAreMissing,
} from '../explain/excuse.ts';
import type { Finding } from '../explain/finding.ts';
import { incarnationInWords } from '../explain/later-life.ts';
import { excuseByLinkConditions } from '../explain/unlucky-pair.ts';
import type { LeakExcuses } from './around.ts';
import type { Tally } from './tally.ts';

/**
 * By how many times as much a death may be noticed later as overload lasted. A peer that measures round trips waits for an answer by
 * what the last ones took, three times as long after a first one (RFC 6298), and does so twice: before it suspects, and
 * before it is sure.
 */
const STRETCH = 6;
/** Nobody stretches it for ever: so many times what is allowed. */
const MOST_STRETCH = 2;

function stretched(lateMs: number, detectMs: number): number {
  return Math.min(STRETCH * lateMs, MOST_STRETCH * detectMs);
}

/** `detectionsMs` gathers, for each death that was noticed, how long that took from the moment of certain silence. */
export function findMissedDeaths(
  history: History,
  pair: NeighbourPair,
  detectMs: number,
  tally: Tally,
  around: LeakExcuses,
  detectionsMs: number[],
): void {
  for (const silence of pair.apart) {
    const dueMs = silence.fromMs + pair.delayMs + detectMs;
    if (dueMs > silence.toMs) continue;
    const before = lastReportBefore(pair.words, silence.fromMs);
    const noticed = pair.words.find(
      (word) => !word.up && word.earliestMs > silence.fromMs && word.earliestMs <= dueMs,
    );
    const revived = pair.words.find(
      (word) => word.up && word.earliestMs > dueMs && word.latestMs <= silence.toMs,
    );
    const find = (word: NeighbourReport) => {
      const finding = missedDeath(history, pair, silence, word, detectMs, dueMs, tally.untilMs);
      const toMs = Math.max(dueMs, word.latestMs);
      tally.find(around.excuse(finding, pair, { fromMs: silence.fromMs, toMs }));
    };
    if (revived) find(revived);
    const stillUp = lastReportBefore(pair.words, dueMs);
    if (!before?.up && !stillUp?.up) continue;
    if (noticed && !stillUp?.up) {
      tally.owed();
      detectionsMs.push(noticed.latestMs - silence.fromMs);
      continue;
    }
    const { untilMs } = tally;
    const watched = watching(history, pair, silence, detectMs, untilMs);
    // What came late before the silence lengthens the measured round trip just as overload does.
    const lateMs = overloadDuringMs(history, watched) + pair.slowestMs(watched.fromMs, dueMs);
    if (tally.waitsFor(dueMs + Math.max(lateMs, stretched(lateMs, detectMs)))) continue;
    if (stillUp?.up && !revived) find(stillUp);
  }
}

function missedDeath(
  history: History,
  pair: NeighbourPair,
  silence: Interval,
  word: NeighbourReport,
  detectMs: number,
  dueMs: number,
  untilMs: number,
): Finding {
  const { observer, neighbour } = pair;
  const who = incarnationInWords(history, observer);
  const finding: Finding = {
    word: 'missed death',
    verdict: 'failed',
    atMs: Math.max(dueMs, word.earliestMs),
    node: observer.node,
    neighbour,
    text:
      `${who.name} still reported ${neighbour} up at ${secondsText(Math.max(dueMs, word.earliestMs))}, although nothing could have come from ` +
      `it since ${secondsText(silence.fromMs)} (${secondsText(detectMs)} are allowed).`,
    cause: [whatHappened(history, pair, dueMs)],
    evidence: [...who.evidence, word.line],
  };
  const noticed = later(pair, dueMs);
  const neededMs = overloadExplainingAbsenceMs(
    noticed ? (noticed.earliestMs - dueMs) / STRETCH : null,
    dueMs,
    untilMs,
  );
  const watched = watching(history, pair, silence, detectMs, noticed?.latestMs ?? untilMs);
  const excused = excuseByOverload(history, finding, { ...watched, neededMs });
  const slowMs = pair.slowestMs(watched.fromMs, dueMs);
  const overdueMs = (noticed?.earliestMs ?? untilMs) - dueMs;
  if (excused === finding && overdueMs <= stretched(slowMs, detectMs))
    return excuseByLinkConditions(finding, obstaclesDuring(pair.obstacles(0), watched.fromMs, dueMs));
  const known = unlessEventsAreMissing(excused, observer.missing);
  return unlessClocksJumped(history, known, [observer.node, neighbour]);
}

/** Round trips that were measured before the silence count as well. */
function watching(history: History, pair: NeighbourPair, silence: Interval, detectMs: number, toMs: number) {
  const nodes = pair.far ? history.nodes : [pair.observer.node];
  return { nodes, fromMs: silence.fromMs - detectMs, toMs };
}

function later({ words }: NeighbourPair, dueMs: number): NeighbourReport | undefined {
  return words.find((word) => !word.up && word.earliestMs > dueMs);
}

function whatHappened(history: History, pair: NeighbourPair, dueMs: number): string {
  const { observer, neighbour } = pair;
  const noticed = later(pair, dueMs);
  if (noticed) return `It reported ${neighbour} down only at ${secondsText(noticed.earliestMs)}.`;
  const gone = history.incarnations(neighbour).findLast((incarnation) => incarnation.exit !== null);
  const end = gone?.exit ? `${neighbour} was gone at ${secondsText(gone.exit.at)}; ` : '';
  return `${end}${observer.node} said nothing of it until the end of the run.`;
}
