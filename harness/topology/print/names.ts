/**
 * Names of nodes as a file says them: the shortest selector that means exactly these nodes.
 */

import { namesOfRange, parseSelector } from '../model/selectors.ts';
import { runsOf } from '../model/words.ts';

/** From here on a run of names is shorter, and easier to read, as a range. */
const LEAST_RANGE = 3;

/**
 * `n4`, `n1..n5`, `all`, or a list of names and ranges. Both lists in the topology's order. A range and `all` take the
 * nodes that fit a step, so they are exact wherever every one of the names does, as in a topology that has been loaded.
 */
export function shortestSelector(names: readonly string[], all: readonly string[]): string | string[] {
  if (names.length === all.length && all.length >= LEAST_RANGE) return 'all';
  const texts: string[] = [];
  let next = 0;
  for (const { count } of runsOf(names)) {
    const run = names.slice(next, next + count);
    next += count;
    const range = `${run[0]}..${run.at(-1)}`;
    if (count >= LEAST_RANGE && meansExactly(range, run)) texts.push(range);
    else texts.push(...run);
  }
  return texts.length === 1 ? (texts[0] as string) : texts;
}

/** Names may count up in ways that a range does not: `n8`, `n09`, `n10`. */
function meansExactly(range: string, names: readonly string[]): boolean {
  const parsed = parseSelector(range);
  if (!parsed.ok || parsed.value.kind !== 'range') return false;
  const meant = [...namesOfRange(parsed.value)];
  return meant.length === names.length && meant.every((name, i) => name === names[i]);
}
