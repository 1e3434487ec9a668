/**
 * `meshbed clean`: removes what no living harness owns, on this machine and on an engine.
 */

import { removeOrphans } from '../runtime/system/remove.ts';
import type { Engine } from './find.ts';
import { peerImage } from './image.ts';
import { LABEL, labelFilter } from './labels.ts';
import { livingRuns } from './lease.ts';
import { removeOldImages } from './old-images.ts';
import { type Removed, removeOnce } from './remove.ts';

export interface Cleaned extends Removed {
  /** Runs whose processes were ended on this machine. */
  processes: string[];
  /** Those of runs, and of the bundled peer of other source than this one. While runs go on, none of these: one may be about to use it. */
  images: string[];
  /** Runs that were left alone, since their lease holds. */
  living: string[];
}

/** `engine` null: only this machine's processes. */
export async function removeWhatNoLeaseOwns(engine: Engine | null): Promise<Cleaned> {
  const processes = await removeOrphans();
  const nothing = { containers: [], networks: [], volumes: [], images: [], refused: [], living: [] };
  const cleaned: Cleaned = { processes, ...nothing };
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
    const { containers, networks, volumes, images, refused } = await removeOnce(docker, run);
    cleaned.containers.push(...containers);
    cleaned.networks.push(...networks);
    cleaned.volumes.push(...volumes);
    cleaned.images.push(...images);
    cleaned.refused.push(...refused);
  }
  if (living.size === 0) {
    const { source } = await peerImage(docker);
    cleaned.images.push(...(await removeOldImages(docker, source.hash)));
  }
  return cleaned;
}

async function runsOn({ docker }: Engine): Promise<string[]> {
  const filters = labelFilter(LABEL.run);
  const [containers, networks, { Volumes }, images] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
    docker.listImages({ filters }),
  ]);
  const all = [...containers, ...networks, ...(Volumes ?? []), ...images];
  const labels = all.map(({ Labels }) => Labels?.[LABEL.run]);
  return [...new Set(labels.filter((run): run is string => run !== undefined && run !== ''))].sort();
}
