/**
 * Every keepalive told the truth: no living neighbour declared dead, no dead one taken for alive, none that came back
 * overlooked, none called alive of whom nothing can have come. Words: false death, false life, missed death, missed return.
 *
 * Each of the four is a rule over a `Pair`; the rules stand in this file's neighbours of the same name.
 */

import { silentOnDeaths, silentOnReturns } from '../../topology/model/sight.ts';
import type { History } from '../evidence/history.ts';
import type { NeighbourPair } from '../evidence/pair.ts';
import { farPairsOf, nearPairsOf } from '../explain/far-pair.ts';
import type { Check } from '../explain/finding.ts';
import { LeakExcuses } from './around.ts';
import { findFalseDeaths } from './false-death.ts';
import { findFalseLives } from './false-life.ts';
import { findMissedDeaths } from './missed-death.ts';
import { findMissedReturns } from './missed-return.ts';
import { SubjectTally } from './subject-tally.ts';
import { Tally } from './tally.ts';

export const keepalive: Check = {
  name: 'keepalive',
  judge(history, expect, untilMs) {
    if (!expect.keepalive) return null;
    const { asked, detectMs, recoverMs, tolerateMs, of } = expect.keepalive;
    const { topology } = history.header;
    const isAboutAll = of !== undefined || topology.reach === 'all';
    const tally = isAboutAll ? new SubjectTally(untilMs) : new Tally(untilMs);
    const around = new LeakExcuses(history);
    const detectionsMs: number[] = [];
    const ofDeaths = silentOnDeaths(topology);
    const ofReturns = silentOnReturns(topology);
    const pairs = of === undefined ? nearPairsOf(history) : farPairsOf(history, of, recoverMs ?? tolerateMs);
    for (const pair of pairs) {
      findFalseDeaths(history, pair, tolerateMs, untilMs, tally);
      findFalseLives(history, pair.far ? beforeItStarted(history, pair) : pair, tally, around);
      // What it says is judged like what anybody says, but not everybody need say anything.
      const { node } = pair.observer;
      if (detectMs !== null && !ofDeaths.has(node))
        findMissedDeaths(history, pair, detectMs, tally, around, detectionsMs);
      if (recoverMs !== null && !ofReturns.has(node)) findMissedReturns(history, pair, recoverMs, tally);
    }
    const figures: Record<string, number> = {};
    if (detectionsMs.length > 0) {
      figures['deaths detected'] = detectionsMs.length;
      figures['slowest detection ms'] = Math.round(Math.max(...detectionsMs));
    }
    return tally.result('keepalive', asked, figures);
  },
};

/** What was said later may be old news of third nodes, for as long as they may take to notice a death. */
function beforeItStarted(history: History, pair: NeighbourPair): NeighbourPair {
  const startedMs = history.incarnations(pair.neighbour)[0]?.startedMs ?? Infinity;
  return { ...pair, words: pair.words.filter(({ latestMs }) => latestMs < startedMs) };
}
