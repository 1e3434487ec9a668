/**
 * Loads several topology files and reports the problems of all of them at once.
 */

import { type Problem, TopologyError } from '../../common/errors.ts';
import type { Setting } from '../../topology/settings.ts';
import type { Topology } from '../../topology/topology.ts';
import type { Services } from './services.ts';

/** Throws one TopologyError with every problem of every file. */
export async function loadAll(
  files: readonly string[],
  services: Pick<Services, 'load'>,
  seed?: number,
  set?: readonly Setting[],
): Promise<Topology[]> {
  const topologies: Topology[] = [];
  const problems: Problem[] = [];
  for (const file of files) {
    try {
      topologies.push(await services.load(file, seed, set));
    } catch (error) {
      if (!(error instanceof TopologyError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new TopologyError(problems);
  return topologies;
}
