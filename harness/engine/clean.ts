/**
 * `meshbed clean`: removes what no living harness owns, on this machine and on an engine.
 */

import { removeOrphans } from '../runtime/process/remove.ts';
import type { Engine } from './find.ts';
import { carrying, LABEL } from './labels.ts';
import { livingRuns } from './lease.ts';
import { type Removed, removeOnce } from './remove.ts';

export interface Cleaned extends Removed {
  /** Runs whose processes were ended on this machine. */
  processes: string[];
  /** Runs that were left alone, since their lease holds. */
  living: string[];
}

/** `engine` null: only this machine's processes. */
export async function clean(engine: Engine | null): Promise<Cleaned> {
  const processes = await removeOrphans();
  const cleaned: Cleaned = { processes, containers: [], networks: [], volumes: [], refused: [], living: [] };
  if (engine === null) return cleaned;
  const { docker } = engine;
  // What there is comes first: a run that begins in between is not in the list, whatever its lease says.
  const runs = await runsOn(engine);
  const living = await livingRuns(docker);
  for (const run of runs) {
    if (living.has(run)) {
      cleaned.living.push(run);
      continue;
    }
    const { containers, networks, volumes, refused } = await removeOnce(docker, run);
    cleaned.containers.push(...containers);
    cleaned.networks.push(...networks);
    cleaned.volumes.push(...volumes);
    cleaned.refused.push(...refused);
  }
  return cleaned;
}

async function runsOn({ docker }: Engine): Promise<string[]> {
  const filters = carrying(LABEL.run);
  const [containers, networks, { Volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  const labels = [...containers, ...networks, ...(Volumes ?? [])].map(({ Labels }) => Labels?.[LABEL.run]);
  return [...new Set(labels.filter((run): run is string => run !== undefined && run !== ''))].sort();
}
