/**
 * The nearest spelling: what somebody probably meant.
 */

import { distance } from 'fastest-levenshtein';

/** More than this many candidates are not searched: a file with many mistakes must not take minutes. */
const MAX_CANDIDATES = 2000;

/** The candidate that differs least, if it differs little; of equals the first. */
export function nearest(found: string, candidates: Iterable<string>): string | undefined {
  const limit = found.length <= 2 ? 1 : found.length <= 5 ? 2 : 3;
  const wanted = found.toLowerCase();
  let best: string | undefined;
  let bestDistance = limit + 1;
  let looked = 0;
  for (const candidate of candidates) {
    if (++looked > MAX_CANDIDATES) break;
    if (Math.abs(candidate.length - found.length) > limit) continue;
    const d = distance(wanted, candidate.toLowerCase());
    // A candidate of which nothing is left is no spelling of what was found.
    if (d < bestDistance && d < Math.max(found.length, candidate.length)) {
      best = candidate;
      bestDistance = d;
    }
  }
  return best;
}

/** ``Did you mean `x`? `` with a space after it, or nothing. */
export function didYouMean(found: string, candidates: Iterable<string>): string {
  const meant = nearest(found, candidates);
  return meant === undefined ? '' : `Did you mean \`${meant}\`? `;
}
