/** Attacks of which nothing came to the node, since gates of a routed network kept it out: no failure, but no test either; a note. */

import { plural, secondsText } from '../../common/wording.ts';
import type { RecordOf } from '../../journal/record.ts';
import type { History } from '../evidence/history.ts';
import { sumOf } from '../evidence/relayed.ts';
import type { Note } from './finding.ts';

export function wasStopped({ sent, answers, keptOut = 0 }: RecordOf<'attack'>): boolean {
  return answers === 0 && keptOut > 0 && keptOut === sumOf(Object.values(sent));
}

export function notesOfStoppedAttacks({ attacks }: History): Note[] {
  return attacks.filter(wasStopped).map(({ node, at, keptOut = 0, line }) => ({
    atMs: at,
    text: `The attack on ${node} that was over at ${secondsText(at)} did not come to it: what stands before it kept out ${keptOut === 1 ? 'its only datagram' : `all of its ${plural(keptOut, 'datagram')}`}.`,
    evidence: [line],
  }));
}
