/**
 * Delta debugging over a list: all of it is taken away, then each half, each quarter, and so on down to each item
 * alone. What stays away is what is not needed. After Zeller and Hildebrandt, "Simplifying and Isolating
 * Failure-Inducing Input", IEEE TSE 28 (2002), without its tries of subsets, which seldom pay here.
 */

import type { Topology } from '../../topology/topology.ts';
import type { Trials } from './trials.ts';

export interface Parts<T> {
  /** What could be taken away. Asked again after every success, since repair may take more away. */
  of(topology: Topology): readonly T[];
  without(topology: Topology, gone: ReadonlySet<T>): Topology;
  /** For people: `n4`. */
  text(part: T): string;
}

export async function removeUnneededParts<T>(trials: Trials, parts: Parts<T>): Promise<void> {
  for (let size = parts.of(trials.best).length; size >= 1; size = Math.floor(size / 2)) {
    let from = 0;
    for (let all = parts.of(trials.best); from < all.length; all = parts.of(trials.best)) {
      const gone = all.slice(from, from + size);
      const candidate = parts.without(trials.best, new Set(gone));
      if (!(await trials.attempt(candidate, `without ${someOf(gone, parts)}`))) from += size;
    }
  }
}

function someOf<T>(gone: readonly T[], parts: Parts<T>): string {
  const [first] = gone;
  if (first === undefined) return 'anything';
  return gone.length === 1 ? parts.text(first) : `${parts.text(first)} and ${gone.length - 1} more`;
}
