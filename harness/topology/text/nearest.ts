/**
 * The nearest spelling: what somebody probably meant.
 */

import { distance } from 'fastest-levenshtein';

/** More than this many candidates are not searched: a file with many mistakes must not take minutes. */
const MAX_CANDIDATES = 2000;

/** The candidate that differs least, if it differs little; of equals the first. */
export function nearest(found: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const { candidate, differs } of near(found, candidates)) {
    if (differs >= bestDistance) continue;
    best = candidate;
    bestDistance = differs;
  }
  return best;
}

/** Those that differ little, with by how much. */
function* near(
  found: string,
  candidates: Iterable<string>,
): Generator<{ candidate: string; differs: number }> {
  const limit = found.length <= 2 ? 1 : found.length <= 5 ? 2 : 3;
  const wanted = found.toLowerCase();
  let looked = 0;
  for (const candidate of candidates) {
    if (++looked > MAX_CANDIDATES) return;
    if (Math.abs(candidate.length - found.length) > limit) continue;
    const differs = distance(wanted, candidate.toLowerCase());
    // A candidate of which nothing is left is no spelling of what was found.
    if (differs <= limit && differs < Math.max(found.length, candidate.length)) yield { candidate, differs };
  }
}

/** Whom a name that is nobody's may stand for: all whose spelling is near. */
export function allNear(found: string, candidates: readonly string[]): readonly string[] {
  if (candidates.length > MAX_CANDIDATES) return candidates;
  return [...near(found, candidates)].map(({ candidate }) => candidate);
}

/** Whether an unknown key may stand for one of those wanted: it is nearest to one of them, or resembles none that is known. */
export function mayStandFor(found: string, known: readonly string[], wanted: readonly string[]): boolean {
  const meant = nearest(found, known);
  return meant === undefined || wanted.includes(meant);
}

/** ``Did you mean `x`? `` with a space after it, or nothing. */
export function didYouMean(found: string, candidates: Iterable<string>): string {
  const meant = nearest(found, candidates);
  return meant === undefined ? '' : `Did you mean \`${meant}\`? `;
}
