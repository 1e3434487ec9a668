/**
 * Removes from an engine what carries a run's name.
 */

import type Docker from 'dockerode';

import { forEachBounded } from '../common/bounded.ts';
import { sleep } from '../runtime/port/clock.ts';
import { engineErrorReason, ignoreIfGone } from './connect.ts';
import { LABEL, labelFilter } from './labels.ts';

const AT_ONCE = 6;
/** A creation that the engine had begun when its client died shows only after a while. */
const QUIET_LOOKS = 3;
const LOOK_EVERY_MS = 400;
const GIVE_UP_MS = 120_000;
/**
 * How long an empty network may be refused. Engines up to Docker 20.10, at the least, can lose count of a
 * network's endpoints when many leave at once; the network then goes only after the engine's next start.
 */
const REFUSED_MS = 10_000;
/** How long the engine may take to remove what has ended, before it is asked to. */
const ENDED_MS = 5_000;

export interface Removed {
  containers: string[];
  networks: string[];
  volumes: string[];
  images: string[];
  /** What the engine would not remove, and why. */
  refused: string[];
}

/**
 * Removes a run's containers, then its images and networks, then its leases, and looks again until nothing has shown
 * `looks` times in a row. An engine that refuses or does not answer is asked again. Returns what is left in the
 * end. `looks` is 1 for who knows that nothing is being created any more.
 */
export async function removeRun(docker: Docker, run: string, looks = QUIET_LOOKS): Promise<string[]> {
  await endContainers(docker, run).catch(() => {});
  const startMs = performance.now();
  let emptySinceMs = startMs;
  let left: string[] = [];
  for (let quiet = 0; performance.now() - startMs < GIVE_UP_MS; ) {
    const found = await removeOnce(docker, run).catch((error) => engineErrorReason(error));
    if (typeof found === 'string') {
      left = [`the engine does not answer: ${found}`];
      quiet = 0;
    } else {
      left = found.refused;
      const gone =
        found.containers.length + found.networks.length + found.images.length + found.volumes.length === 0;
      quiet = gone && left.length === 0 ? quiet + 1 : 0;
      const isEmpty = found.containers.length === 0 && left.every((text) => text.startsWith('network '));
      if (!isEmpty) emptySinceMs = performance.now();
      if (left.length > 0 && performance.now() - emptySinceMs > REFUSED_MS) break;
    }
    if (quiet === looks) return [];
    // What was removed a moment ago is hardly there again at once, but a removal under way takes its time.
    await sleep(looks === 1 && left.length === 0 ? 20 : LOOK_EVERY_MS);
  }
  // What is left belongs to nobody from here on: `clean` may have it.
  await removeVolumes(docker, run).catch(() => []);
  return left;
}

/**
 * Kills a run's containers and lets the engine remove them, which it does by itself once they have ended. To ask it for
 * the same at that moment is a race in which Docker 20.10 can lose count of a network's endpoints. What is still there
 * after a while is for `removeOnce`. Those whose network others are in come last: Podman cannot remove them before, does not try again,
 * and takes 20 s to say so.
 */
async function endContainers(docker: Docker, run: string): Promise<void> {
  const filters = labelFilter(LABEL.run, run);
  const there = await docker.listContainers({ filters });
  const holders = new Set(
    there.filter(({ Labels }) => Labels[LABEL.holder] !== undefined).map(({ Id }) => Id),
  );
  const untilMs = performance.now() + ENDED_MS;
  for (const areHolders of holders.size === 0 ? [false] : [false, true]) {
    const ending = there.filter(({ Id }) => holders.has(Id) === areHolders);
    await forEachBounded(ending, AT_ONCE, ({ Id, State }) =>
      kill(docker.getContainer(Id), State === 'paused'),
    );
    const isGone = async () => {
      const left = await docker.listContainers({ all: true, filters });
      return left.every(({ Id }) => holders.has(Id) && !areHolders);
    };
    while (there.length > 0 && !(await isGone()) && performance.now() < untilMs) await sleep(50);
  }
}

async function kill(container: Docker.Container, isPaused: boolean): Promise<void> {
  if (isPaused) await container.unpause().catch(() => {});
  await container.kill({ signal: 'SIGKILL' }).catch(() => {});
}

/** Removes what there is now, and tells what that was. The leases go only when nothing else is left. */
export async function removeOnce(docker: Docker, run: string): Promise<Removed> {
  const filters = labelFilter(LABEL.run, run);
  const refused: string[] = [];
  const containers = (await docker.listContainers({ all: true, filters })).map((listed) => ({
    ...listed,
    name: listed.Names[0]?.replace(/^\//, '') ?? listed.Id,
  }));
  await forEachBounded(containers, AT_ONCE, async ({ Id, State, name }) => {
    await removeContainer(docker, Id, State === 'paused').catch((error) => {
      refused.push(`container ${name}: ${engineErrorReason(error)}`);
    });
  });
  const images = await docker.listImages({ filters });
  await forEachBounded(images, AT_ONCE, async ({ Id, RepoTags }) => {
    await ignoreIfGone(docker.getImage(Id).remove({ force: true })).catch((error) => {
      refused.push(`image ${RepoTags?.[0] ?? Id}: ${engineErrorReason(error)}`);
    });
  });
  const networks = await docker.listNetworks({ filters });
  await forEachBounded(networks, AT_ONCE, async ({ Id, Name }) => {
    await removeNetwork(docker.getNetwork(Id)).catch((error) => {
      refused.push(`network ${Name}: ${engineErrorReason(error)}`);
    });
  });
  const volumes = refused.length === 0 ? await removeVolumes(docker, run) : [];
  const gone = (what: string) => !refused.some((text) => text.startsWith(`${what}: `));
  return {
    containers: containers.map(({ name }) => name).filter((name) => gone(`container ${name}`)),
    networks: networks.map(({ Name }) => Name).filter((name) => gone(`network ${name}`)),
    volumes,
    images: images.map(({ Id, RepoTags }) => RepoTags?.[0] ?? Id).filter((name) => gone(`image ${name}`)),
    refused,
  };
}

/** A container of somebody else's that had joined it would hold it: that one leaves it. */
async function removeNetwork(network: Docker.Network): Promise<void> {
  try {
    await ignoreIfGone(network.remove());
  } catch {
    const { Containers = {} } = await network.inspect();
    for (const id of Object.keys(Containers))
      await ignoreIfGone(network.disconnect({ Container: id, Force: true }));
    await ignoreIfGone(network.remove());
  }
}

/**
 * Removes a container in any state. Some engines refuse to kill a paused one, which is woken then; some answer with an
 * error where one goes by itself at that moment, as ours do when they have ended.
 */
async function removeContainer(docker: Docker, id: string, paused: boolean): Promise<void> {
  const container = docker.getContainer(id);
  const remove = () => ignoreIfGone(container.remove({ force: true, v: true }));
  try {
    await remove();
  } catch {
    if (paused) await container.unpause().catch(() => {});
    await remove();
  }
}

async function removeVolumes(docker: Docker, run: string): Promise<string[]> {
  const { Volumes } = await docker.listVolumes({ filters: labelFilter(LABEL.run, run) });
  const names = (Volumes ?? []).map(({ Name }) => Name);
  await forEachBounded(names, AT_ONCE, (name) => ignoreIfGone(docker.getVolume(name).remove()));
  return names;
}
