/**
 * Missed return: both up and the link open for `recover`, the first start included, and no `peer-up`.
 */

import { secondsText } from '../../common/wording.ts';
import type { History } from '../evidence/history.ts';
import type { Interval } from '../evidence/interval.ts';
import { lastReportBefore, type NeighbourPair } from '../evidence/pair.ts';
import { obstaclesDuring, withoutObstacles } from '../evidence/passable.ts';
import { datagramsFromWrongAddressBetween } from '../explain/addresses.ts';
import {
  deadlineAfterOverloadMs,
  excuseByOverload,
  overloadExplainingAbsenceMs,
  unlessClocksJumped,
  unlessEventsAreMissing,
} from '../explain/excuse.ts';
import { linkOrPathText, nodesOfPair, unlessEveryDatagramWasDropped } from '../explain/far-words.ts';
import type { Finding } from '../explain/finding.ts';
import { OVERFLOW_TOLD_MS, withOverflows } from '../explain/floods.ts';
import { incarnationInWords } from '../explain/later-life.ts';
import { unlessMisled } from '../explain/misled.ts';
import { excuseByLinkConditions } from '../explain/unlucky-pair.ts';
import type { Tally } from './tally.ts';

export function findMissedReturns(
  history: History,
  pair: NeighbourPair,
  recoverMs: number,
  tally: Tally,
): void {
  const [first] = pair.together;
  // Met before it was owed: whether it is depends on a millisecond, and must not decide whether anything was judged.
  if (first !== undefined && lastReportBefore(pair.words, first.fromMs)?.up) tally.owed();
  const allowedMs = recoverMs + pair.roundTripMs;
  for (const together of pair.together) {
    for (const notUp of notUpFrom(pair, together)) {
      if (isMet(pair, notUp, Math.min(notUp.startMs + allowedMs, together.toMs))) tally.owed();
      else if (notUp.startMs + allowedMs <= together.toMs)
        judge(history, pair, notUp, together.toMs, recoverMs, tally);
    }
  }
}

/** It can be held against the observer from the first moment on from which nothing stood in the way for long enough. */
function judge(
  history: History,
  pair: NeighbourPair,
  { startMs, death }: NotUp,
  toMs: number,
  recoverMs: number,
  tally: Tally,
): void {
  const allowedMs = recoverMs + pair.roundTripMs;
  const obstacles = pair.obstacles(recoverMs);
  const passable = withoutObstacles([{ fromMs: startMs, toMs }], obstacles);
  const clear = passable.find((each) => each.fromMs + allowedMs <= each.toMs);
  const isHeld = clear !== undefined && !isMet(pair, { startMs, death }, clear.fromMs + allowedMs);
  const fromMs = isHeld ? clear.fromMs : startMs;
  const dueMs = fromMs + allowedMs;
  const both = nodesOfPair(history, pair);
  if (tally.waitsFor(deadlineAfterOverloadMs(history, both, fromMs, dueMs, tally.untilMs))) return;
  const finding = missedReturn(history, pair, fromMs, dueMs, recoverMs, tally.untilMs);
  const inTheWay = isHeld ? [] : obstaclesDuring(obstacles, startMs, dueMs);
  tally.find(excuseByLinkConditions(finding, inTheWay, pair.lossOfHalf(fromMs, dueMs)));
}

function isMet({ words }: NeighbourPair, { startMs, death }: NotUp, byMs: number): boolean {
  return words.some(
    (word, index) => word.up && (index > death || word.latestMs >= startMs) && word.earliestMs <= byMs,
  );
}

interface NotUp {
  startMs: number;
  /** The index of the death among the words, after which any `peer-up` came, whatever the clock makes of both. */
  death: number;
}

/** Moments of `together` from which the observer does not call the neighbour alive: its beginning, and each death. */
function notUpFrom({ words }: NeighbourPair, together: Interval): NotUp[] {
  const moments: NotUp[] = [];
  if (!lastReportBefore(words, together.fromMs)?.up)
    moments.push({ startMs: together.fromMs, death: Infinity });
  for (const [death, { up, latestMs }] of words.entries()) {
    if (!up && latestMs > together.fromMs && latestMs < together.toMs)
      moments.push({ startMs: latestMs, death });
  }
  return moments;
}

function missedReturn(
  history: History,
  pair: NeighbourPair,
  startMs: number,
  dueMs: number,
  recoverMs: number,
  untilMs: number,
): Finding {
  const { observer, neighbour, words } = pair;
  const later = words.find((word) => word.up && word.earliestMs > dueMs);
  const before = lastReportBefore(words, startMs);
  const who = incarnationInWords(history, observer);
  const astray = datagramsFromWrongAddressBetween(history, observer.node, neighbour, startMs, dueMs);
  const finding: Finding = {
    word: 'missed return',
    verdict: 'failed',
    atMs: dueMs,
    node: observer.node,
    neighbour,
    text:
      `${who.name} had not reported ${neighbour} up by ${secondsText(dueMs)}, although both were running and ${linkOrPathText(pair)} was open ` +
      `from ${secondsText(startMs)} on (${secondsText(recoverMs)} are allowed).`,
    cause: [
      later ? `It did so only at ${secondsText(later.earliestMs)}.` : 'It never did so afterwards.',
      ...astray.map(({ text }) => text),
    ],
    evidence: [
      ...(before ? [...who.evidence, before.line] : new Set([...who.evidence, observer.startLine])),
      ...astray.map(({ line }) => line),
    ],
  };
  const unheard = unlessEveryDatagramWasDropped(finding, pair, startMs, dueMs);
  const excused = excuseByOverload(history, unheard, {
    nodes: nodesOfPair(history, pair),
    fromMs: startMs,
    toMs: later?.latestMs ?? untilMs,
    neededMs: overloadExplainingAbsenceMs(later ? later.earliestMs - dueMs : null, dueMs, untilMs),
  });
  const both = [observer.node, neighbour];
  const flooded = withOverflows(history, excused, both, startMs, dueMs + OVERFLOW_TOLD_MS);
  const known = unlessEventsAreMissing(flooded, observer.missing);
  return unlessMisled(history, unlessClocksJumped(history, known, both), both);
}
