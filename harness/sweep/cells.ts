/**
 * Loading every cell of a sweep before the first is run: a value that does not fit is found at once, not after an hour.
 */

import { type Problem, TopologyError } from '../common/errors.ts';
import { type Setting, settingText } from '../topology/settings.ts';
import type { Topology } from '../topology/topology.ts';
import type { Cell } from './sweep.ts';

interface Found {
  problem: Problem;
  first: readonly Setting[];
  count: number;
}

/** Throws one TopologyError with all problems; of one that not all have it says the first that has it, and how many have. */
export async function loadCells(
  combinations: readonly (readonly Setting[])[],
  load: (settings: readonly Setting[]) => Promise<Topology>,
): Promise<Cell[]> {
  const cells: Cell[] = [];
  const found = new Map<string, Found>();
  for (const settings of combinations) {
    try {
      cells.push({ settings, weight: (await load(settings)).nodes.length });
    } catch (error) {
      if (!(error instanceof TopologyError)) throw error;
      for (const problem of error.problems) {
        const key = JSON.stringify(problem);
        const known = found.get(key) ?? { problem, first: settings, count: 0 };
        known.count++;
        found.set(key, known);
      }
    }
  }
  if (found.size > 0)
    throw new TopologyError([...found.values()].map((one) => named(one, combinations.length)));
  return cells;
}

function named({ problem, first, count }: Found, cells: number): Problem {
  if (first.length === 0 || (count === cells && cells > 1)) return problem;
  const others = count === 1 ? '' : ` and in ${count - 1} other ${count === 2 ? 'cell' : 'cells'}`;
  return { ...problem, text: `${problem.text} (in the cell ${first.map(settingText).join(' ')}${others})` };
}
