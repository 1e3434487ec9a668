/**
 * Removes from an engine what carries a run's name.
 */

import type Docker from 'dockerode';

import { forEachBounded } from '../runtime/bounded.ts';
import { sleep } from '../runtime/clock.ts';
import { evenIfGone } from './connect.ts';
import { carrying, LABEL } from './labels.ts';

const AT_ONCE = 8;
/** A creation that the engine had begun when its client died shows only after a while. */
const QUIET_LOOKS = 3;
const LOOK_EVERY_MS = 400;
const GIVE_UP_MS = 120_000;

export interface Removed {
  containers: string[];
  networks: string[];
  volumes: string[];
}

/**
 * Removes a run's containers, then its networks, then its leases, and looks again until nothing has shown
 * `looks` times in a row. An engine that refuses or does not answer is asked again; false when that was of no
 * use in the end. `looks` is 1 for who knows that nothing is being created any more.
 */
export async function removeRun(docker: Docker, run: string, looks = QUIET_LOOKS): Promise<boolean> {
  const deadline = performance.now() + GIVE_UP_MS;
  for (let quiet = 0; performance.now() < deadline; ) {
    const found = await removeOnce(docker, run).catch(() => null);
    quiet = found !== null && isEmpty(found) ? quiet + 1 : 0;
    if (quiet === looks) return true;
    // What was removed a moment ago is hardly there again at once, but a removal under way takes its time.
    await sleep(found !== null && looks === 1 ? 20 : LOOK_EVERY_MS);
  }
  return false;
}

/** Removes what there is now, and tells what that was. */
export async function removeOnce(docker: Docker, run: string): Promise<Removed> {
  const filters = carrying(LABEL.run, run);
  const containers = await docker.listContainers({ all: true, filters });
  await forEachBounded(containers, AT_ONCE, ({ Id, State }) =>
    removeContainer(docker, Id, State === 'paused'),
  );
  const networks = await docker.listNetworks({ filters });
  await forEachBounded(networks, AT_ONCE, ({ Id }) => evenIfGone(docker.getNetwork(Id).remove()));
  const { Volumes } = await docker.listVolumes({ filters });
  const volumes = Volumes ?? [];
  await forEachBounded(volumes, AT_ONCE, ({ Name }) => evenIfGone(docker.getVolume(Name).remove()));
  return {
    containers: containers.map(({ Id, Names }) => Names[0]?.replace(/^\//, '') ?? Id),
    networks: networks.map(({ Name }) => Name),
    volumes: volumes.map(({ Name }) => Name),
  };
}

/** Removes a container in any state. Some engines refuse to kill a paused one: those are woken first. */
export async function removeContainer(docker: Docker, id: string, paused: boolean): Promise<void> {
  const container = docker.getContainer(id);
  const remove = () => evenIfGone(container.remove({ force: true, v: true }));
  if (!paused) return await remove();
  try {
    await remove();
  } catch {
    await evenIfGone(container.unpause());
    await remove();
  }
}

function isEmpty({ containers, networks, volumes }: Removed): boolean {
  return containers.length + networks.length + volumes.length === 0;
}
