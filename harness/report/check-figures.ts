/**
 * What one check counted, in a few words, wherever a report has a line for each check.
 */

import type { CheckResult } from '../check/explain/finding.ts';
import { figureText } from './phrases.ts';

/** As findings, or in a line of its own. */
const SAID_ELSEWHERE: ReadonlySet<string> = new Set(['lost', 'late', 'unreachable']);

/** What nobody asked for and what met nothing to judge goes without a line. */
export function isWorthALine({ asked, obligations, pending, findings, notes = [] }: CheckResult): boolean {
  return asked || obligations > 0 || pending > 0 || findings.length > 0 || notes.length > 0;
}

/** `108 of 108 owed, 2 deaths detected`. */
export function checkFigures(check: CheckResult): string {
  const figures = Object.entries(check.figures).filter(
    ([name, value]) => value !== 0 && !SAID_ELSEWHERE.has(name),
  );
  return [obligationsOf(check), ...figures.map(([name, value]) => figureText(name, value))]
    .filter(Boolean)
    .join(', ');
}

/** How many obligations were met. Of deliveries those are counted that were not, since a `share` may allow some. */
export function countMetObligations({ obligations, findings, figures }: CheckResult): number {
  const unmet = findings.filter((finding) => finding.word !== 'tested nothing').length;
  const { lost = unmet, late = 0 } = figures;
  return Math.max(0, obligations - lost - late);
}

function obligationsOf(check: CheckResult): string {
  const pending = check.pending > 0 ? `, ${check.pending} not decided` : '';
  if (check.obligations === 0) return check.findings.length === 0 ? 'nothing to judge' : '';
  if (check.check === 'delivery')
    return `${countMetObligations(check)} of ${check.obligations} owed${pending}`;
  return `${check.obligations} judged${pending}`;
}
