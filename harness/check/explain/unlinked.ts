/** What went between nodes without a link, on a routed network: a note, since its conditions are those of `elsewhere`. */

import { withThousandsSeparators } from '../../common/numbers.ts';
import { plural } from '../../common/wording.ts';
import type { History } from '../evidence/history.ts';
import { sumOf } from '../evidence/relayed.ts';
import type { Note } from './finding.ts';

const MOST_SHOWN = 3;

export function notesOfUnlinkedTraffic({ allDirections }: History): Note[] {
  const told = [...allDirections.unlinkedTo.values()].flat().flatMap(({ samples }) => samples.at(-1) ?? []);
  const used = told.filter(({ offered }) => offered > 0).sort((one, other) => other.offered - one.offered);
  if (used.length === 0) return [];
  const offered = sumOf(used.map((each) => each.offered));
  const dropped = sumOf(used.map((each) => sumOf(Object.values(each.dropped))));
  const pairs = new Set(used.map(({ from, to }) => [from, to].sort().join(' '))).size;
  const where = `between ${plural(pairs, 'pair')} of nodes without a link`;
  const passed = offered - dropped;
  const text =
    passed > 0
      ? `${packets(passed)} went ${where}${dropped > 0 ? `, and ${packets(dropped)} more were dropped there` : ''}.`
      : `All of ${packets(dropped)} ${where} were dropped.`;
  return [{ atMs: used[0]!.at, text, evidence: used.slice(0, MOST_SHOWN).map(({ line }) => line) }];
}

function packets(count: number): string {
  return `${withThousandsSeparators(count)} ${count === 1 ? 'packet' : 'packets'}`;
}
