/**
 * Findings that have one cause are shown as one, with a count: forty nodes behind one cut link are one thing to mend.
 */

import type { Finding } from '../check/explain/finding.ts';
import { joinNames } from '../check/explain/say.ts';
import { plural, secondsText } from '../common/wording.ts';

export interface Alike {
  first: Finding;
  /** Those after it that have the same cause, in order of time. */
  others: Finding[];
}

/** In the order of the first of each. Findings without a cause stand alone. */
export function groupSimilarFindings(findings: readonly Finding[]): Alike[] {
  const all: Alike[] = [];
  const byCause = new Map<string, Alike>();
  for (const finding of findings) {
    const key = causeOf(finding);
    const known = key === null ? undefined : byCause.get(key);
    if (known !== undefined) {
      known.others.push(finding);
      continue;
    }
    const one: Alike = { first: finding, others: [] };
    all.push(one);
    if (key !== null) byCause.set(key, one);
  }
  return all;
}

/** How many findings they are in all. */
export function totalOfSimilarFindings(all: readonly Alike[]): number {
  return all.reduce((sum, { others }) => sum + 1 + others.length, 0);
}

/** `41 more with this cause: n4, n5 and 3 others, up to 9.400 s`; null where there are none. */
export function othersInWords({ others }: Alike): string | null {
  const last = others.at(-1);
  if (last === undefined) return null;
  const whose = [...new Set(others.flatMap(({ node }) => node ?? []))];
  const nodes = whose.length === 0 ? '' : `: ${joinNames(whose)}`;
  return `${plural(others.length, 'more', 'more')} with this cause${nodes}, up to ${secondsText(last.atMs)}`;
}

/**
 * What is said first of why, without what differs from one to the next: how many, when, and the path that led on from there.
 * Numbers within names stay.
 */
function causeOf({ word, verdict, cause }: Finding): string | null {
  const [first] = cause;
  if (first === undefined) return null;
  const text = first
    .replace(/^On the path .* it stopped after [^:]*: o/, 'O')
    .replace(/(?<![\w.-])-?\d+(\.\d+)?(?![\w-])/g, '#');
  return `${word} ${verdict} ${text}`;
}
