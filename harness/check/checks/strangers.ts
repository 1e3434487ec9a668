/**
 * A node that was attacked (the step `attack`) answers no stranger. The evidence is the attacker's: what came to its
 * socket from the node's own address. What firewalls have stopped has tested nothing. Word: answered a stranger.
 */

import { plural, secondsText } from '../../common/wording.ts';
import type { History } from '../evidence/history.ts';
import { sumOf } from '../evidence/relayed.ts';
import { wasStopped } from '../explain/stopped-attacks.ts';
import type { Tally } from './tally.ts';

export function judgeAttacks(history: History, tally: Tally): void {
  for (const attack of history.attacks) {
    const { node, at, sent, answers, firstAnswer, line } = attack;
    if (wasStopped(attack)) continue;
    tally.owed();
    if (answers === 0) continue;
    const all = sumOf(Object.values(sent));
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
