/**
 * A node that was attacked (the step `attack`) answers no stranger. The evidence is the attacker's: what came to its
 * socket from the node's own address. Word: answered a stranger.
 */

import { plural, secondsText } from '../../common/wording.ts';
import type { History } from '../evidence/history.ts';
import type { Tally } from './tally.ts';

export function judgeAttacks(history: History, tally: Tally): void {
  for (const { node, at, sent, answers, firstAnswer, line } of history.attacks) {
    tally.owed();
    if (answers === 0) continue;
    const all = Object.values(sent).reduce((sum, count) => sum + count, 0);
    const said = Object.entries(sent).map(([kind, count]) => `${count} ${kind}`);
    const first = Buffer.from(firstAnswer ?? '', 'base64').toString('latin1');
    tally.find({
      word: 'answered a stranger',
      verdict: 'failed',
      atMs: at,
      node,
      text: `${node} answered a stranger ${plural(answers, 'time')}, who had sent it ${plural(all, 'datagram')} up to ${secondsText(at)}.`,
      cause: [
        `The stranger sent ${said.join(', ')}, from an address of which ${node} had been told nothing.`,
        `The first answer began with ${JSON.stringify(first)}.`,
      ],
      evidence: [line],
    });
  }
}
