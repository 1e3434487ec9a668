/**
 * Loads several topology files, each with all cells of its matrix, and reports the problems of all of them at once.
 */

import { type Problem, TopologyError } from '../../common/errors.ts';
import { loadCells } from '../../sweep/cells.ts';
import { type Axis, allCombinations } from '../../topology/axes.ts';
import type { Setting } from '../../topology/settings.ts';
import type { Topology } from '../../topology/topology.ts';
import type { Services } from './services.ts';

/** What is to be run once: a file, or a cell of its matrix. */
export interface Runnable {
  file: string;
  /** Which cell it is, from 1; null where the file has no matrix. */
  cell: number | null;
  /** How many that file has. */
  cells: number;
  /** What was asked for, and what makes this cell. */
  set: readonly Setting[];
  name: string;
  load(): Promise<Topology>;
}

/** Throws one TopologyError with every problem of every file. */
export async function loadAllCells(
  files: readonly string[],
  services: Pick<Services, 'load' | 'axes'>,
  seed?: number,
  set: readonly Setting[] = [],
): Promise<Runnable[]> {
  const found: Runnable[] = [];
  const problems: Problem[] = [];
  for (const file of files) {
    try {
      found.push(...(await cellsOfFile(file, services, seed, set)));
    } catch (error) {
      if (!(error instanceof TopologyError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new TopologyError(problems);
  return found;
}

async function cellsOfFile(
  file: string,
  services: Pick<Services, 'load' | 'axes'>,
  asked: number | undefined,
  set: readonly Setting[],
): Promise<Runnable[]> {
  const cells = allCombinations(await axesOf(file, services, asked, set));
  const combinations = cells.map((settings) => [...set, ...settings]);
  if (cells.length === 1) {
    const [only = []] = combinations;
    const topology = await services.load(file, asked, only);
    return [{ file, cell: null, cells: 1, set: only, name: topology.name, load: async () => topology }];
  }
  // One seed for all of them: the one that was given, or the file's, or the one that is drawn for the first.
  let seed = asked;
  const names: string[] = [];
  const load = async (settings: readonly Setting[]) => {
    const topology = await services.load(file, seed, settings);
    seed ??= topology.seed;
    return topology;
  };
  await loadCells(combinations, async (settings) => {
    const topology = await load(settings);
    names.push(topology.name);
    return topology;
  });
  // Each is loaded again when its turn comes: a thousand large ones together would fill the memory.
  return combinations.map((settings, i) => ({
    file,
    cell: i + 1,
    cells: combinations.length,
    set: settings,
    name: names[i] ?? file,
    load: () => load(settings),
  }));
}

/** Where they cannot be told, everything is said that is wrong with the file. */
async function axesOf(
  file: string,
  services: Pick<Services, 'load' | 'axes'>,
  seed: number | undefined,
  set: readonly Setting[],
): Promise<Axis[]> {
  try {
    return services.axes(file, set);
  } catch (error) {
    await services.load(file, seed, set);
    throw error;
  }
}
