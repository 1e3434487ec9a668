/**
 * `share`: of all deliveries that are owed, so many must come in time, and it does not matter which. Word: too few deliveries.
 *
 * Between what surely missed and what surely came lie deliveries that were late or lost with an excuse, and those that are
 * not decided yet. Counted as come, they must not save the share for a verdict of `passed`; counted as missed, they must not
 * break it for one of `failed`. So the share is an interval, and only the end that is certain counts:
 *  1. Failed: too few even if all of these had come.
 *  2. Passed: enough even if none of those with an excuse had.
 *  3. Inconclusive: between the two.
 */

import { plural } from '../../common/wording.ts';
import { formatShare } from '../../topology/text/units.ts';
import type { Finding } from '../explain/finding.ts';

/** What misses have in common, the most frequent first: so many are named. */
const MOST_TOLD = 3;
const MOST_LINES = 12;

/** What was owed and is decided, what is not yet, and what came late or never. */
export interface OwedTotals {
  decided: number;
  pending: number;
  misses: readonly Finding[];
}

export interface JudgedShare {
  /** Null where enough came. */
  finding: Finding | null;
  /** What the share has allowed to be missed, in words; empty where nothing was. */
  notes: string[];
}

/** How many of `count` are `share` of them: no fewer, and not one more because of how fractions are computed. */
export function countForShare(share: number, count: number): number {
  return Math.ceil(share * count - 1e-9);
}

export function judgeShareOfDeliveries(share: number, owings: OwedTotals, untilMs: number): JudgedShare {
  const { decided, pending, misses } = owings;
  const missed = misses.filter(({ verdict }) => verdict === 'failed').length;
  const came = decided - misses.length;
  const owed = decided + pending;
  if (owed - missed < countForShare(share, owed))
    return { finding: tooFew('failed', share, owings, missed, untilMs), notes: [] };
  if (came < countForShare(share, decided))
    return { finding: tooFew('inconclusive', share, owings, missed, untilMs), notes: [] };
  const allowed = decided - countForShare(share, decided);
  const text = `${countsOf(misses)}: \`share: ${formatShare(share)}\` allows ${allowed} of ${decided} to miss.`;
  return { finding: null, notes: misses.length === 0 ? [] : [text] };
}

function tooFew(
  verdict: Finding['verdict'],
  share: number,
  { decided, pending, misses }: OwedTotals,
  missed: number,
  untilMs: number,
): Finding {
  const came = decided - misses.length;
  const excused = misses.length - missed;
  const unsure = [
    ...(excused === 0 ? [] : [`${excused} more may have, but for what excuses them`]),
    ...(pending === 0 ? [] : [`${pending} more may yet`]),
  ];
  const needed = countForShare(share, decided + pending);
  return {
    word: 'too few deliveries',
    verdict,
    atMs: untilMs,
    text:
      `${came} of ${plural(decided + pending, 'delivery', 'deliveries')} owed came in time${unsure.map((each) => `, ${each}`).join('')}; ` +
      `\`share: ${formatShare(share)}\` asks for ${needed}.`,
    cause: [`${countsOf(misses)}.`, ...examples(misses)],
    evidence: [...new Set(misses.slice(0, MOST_TOLD).flatMap(({ evidence }) => evidence))].slice(
      0,
      MOST_LINES,
    ),
  };
}

/** `2 lost, 1 late and 3 excused`. */
function countsOf(misses: readonly Finding[]): string {
  const counts = new Map<string, number>();
  for (const { word } of misses) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, count]) => `${count} ${word}`).join(', ');
}

/** One of each kind of cause. */
function examples(misses: readonly Finding[]): string[] {
  const kinds = new Map<string, { first: Finding; count: number }>();
  for (const miss of misses) {
    const kind = `${miss.word} ${miss.cause[0] ?? ''}`;
    const known = kinds.get(kind);
    if (known) known.count++;
    else kinds.set(kind, { first: miss, count: 1 });
  }
  const told = [...kinds.values()].sort((one, other) => other.count - one.count).slice(0, MOST_TOLD);
  return told.map(({ first, count }) => {
    const others = count === 1 ? '' : ` So it was with ${plural(count - 1, 'other')}.`;
    return [first.text, ...first.cause.slice(0, 1)].join(' ') + others;
  });
}
