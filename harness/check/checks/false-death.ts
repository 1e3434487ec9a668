/**
 * False death: `peer-down` though both ran and both directions were surely open for the last `tolerate`.
 */

import { secondsText } from '../../common/wording.ts';
import type { History, NeighbourReport } from '../evidence/history.ts';
import { intervalContaining } from '../evidence/interval.ts';
import type { NeighbourPair } from '../evidence/pair.ts';
import { obstaclesDuring } from '../evidence/passable.ts';
import { datagramsFromWrongAddressBetween } from '../explain/addresses.ts';
import { excuseByOverload, HEAVY_OVERLOAD_MS, unlessClocksJumped } from '../explain/excuse.ts';
import { linkOrPathText, nodesOfPair, unlessEveryDatagramWasDropped } from '../explain/far-words.ts';
import { OVERFLOW_TOLD_MS, withOverflows } from '../explain/floods.ts';
import { incarnationInWords } from '../explain/later-life.ts';
import { unlessMisled } from '../explain/misled.ts';
import { excuseByLinkConditions } from '../explain/unlucky-pair.ts';
import type { Tally } from './tally.ts';

export function findFalseDeaths(
  history: History,
  pair: NeighbourPair,
  tolerateMs: number,
  untilMs: number,
  tally: Tally,
): void {
  const couldFail = pair.together.some(({ fromMs, toMs }) => Math.min(toMs, untilMs) - fromMs >= tolerateMs);
  if (couldFail) tally.owed();
  for (const word of pair.words) {
    if (word.up || !intervalContaining(pair.together, word.earliestMs - tolerateMs, word.latestMs)) continue;
    const inTheWay = obstaclesDuring(pair.obstacles(tolerateMs), word.earliestMs - tolerateMs, word.latestMs);
    const lost = pair.lossOfHalf(word.earliestMs - tolerateMs, word.latestMs);
    tally.find(excuseByLinkConditions(falseDeath(history, pair, word, tolerateMs), inTheWay, lost));
  }
}

function falseDeath(history: History, pair: NeighbourPair, word: NeighbourReport, tolerateMs: number) {
  const { observer, neighbour } = pair;
  const heard = pair.words.findLast((each) => each.up && each.latestMs <= word.latestMs);
  const who = incarnationInWords(history, observer);
  const fromMs = word.earliestMs - tolerateMs;
  const astray = datagramsFromWrongAddressBetween(history, observer.node, neighbour, fromMs, word.latestMs);
  const finding = {
    word: 'false death' as const,
    verdict: 'failed' as const,
    atMs: word.earliestMs,
    node: observer.node,
    neighbour,
    text:
      `${who.name} reported ${neighbour} down at ${secondsText(word.earliestMs)} (${word.reason || 'no reason given'}), but both had been ` +
      `running, and ${linkOrPathText(pair)} open, for the last ${secondsText(tolerateMs)} and more.`,
    cause: [
      heard
        ? `${observer.node} last reported ${neighbour} up at ${secondsText(heard.earliestMs)}.`
        : `${observer.node} had never reported ${neighbour} up.`,
      ...astray.map(({ text }) => text),
    ],
    evidence: [...who.evidence, ...(heard ? [heard.line] : []), word.line, ...astray.map(({ line }) => line)],
  };
  const unheard = unlessEveryDatagramWasDropped(finding, pair, fromMs, word.latestMs);
  const excused = excuseByOverload(history, unheard, {
    nodes: nodesOfPair(history, pair),
    fromMs,
    toMs: word.latestMs,
    neededMs: HEAVY_OVERLOAD_MS,
  });
  const both = [observer.node, neighbour];
  const flooded = withOverflows(history, excused, both, fromMs, word.latestMs + OVERFLOW_TOLD_MS);
  return unlessMisled(history, unlessClocksJumped(history, flooded, both), both);
}
