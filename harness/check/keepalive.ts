/**
 * Every keepalive told the truth: no living neighbour declared dead, no dead one taken for alive, none that came back
 * overlooked, none called alive of whom nothing can have come. Words: false death, false life, missed death, missed return.
 *
 * Each of the four is a rule over a `Pair`; the rules stand in this file's neighbours of the same name.
 */

import { Around } from './around.ts';
import { findFalseDeaths } from './false-death.ts';
import { findFalseLives } from './false-life.ts';
import { findMissedDeaths } from './missed-death.ts';
import { findMissedReturns } from './missed-return.ts';
import { pairsOf } from './pair.ts';
import { Tally } from './tally.ts';
import type { Check } from './types.ts';

export const keepalive: Check = {
  name: 'keepalive',
  judge(history, expect, untilMs) {
    if (!expect.keepalive) return null;
    const { asked, detectMs, recoverMs, tolerateMs } = expect.keepalive;
    const tally = new Tally(untilMs);
    const around = new Around(history);
    const detectionsMs: number[] = [];
    for (const pair of pairsOf(history)) {
      findFalseDeaths(history, pair, tolerateMs, untilMs, tally);
      findFalseLives(history, pair, tally, around);
      if (detectMs !== null) findMissedDeaths(history, pair, detectMs, tally, around, detectionsMs);
      if (recoverMs !== null) findMissedReturns(history, pair, recoverMs, tally);
    }
    const figures: Record<string, number> = {};
    if (detectionsMs.length > 0) {
      figures['deaths detected'] = detectionsMs.length;
      figures['slowest detection ms'] = Math.round(Math.max(...detectionsMs));
    }
    return tally.result('keepalive', asked, figures);
  },
};
