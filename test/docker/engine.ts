/**
 * For all tests that need an engine. Without one they are skipped, and say why; where MESHBED_REQUIRE_ENGINE
 * is set, they fail instead, so that a machine which should have an engine cannot pass by having none.
 */

import { describe, test } from 'vitest';

import { type Engine, findEngine } from '../../harness/engine/find.ts';
import { LABEL, labelFilter } from '../../harness/engine/labels.ts';

const found = await findEngine();

/** Any image with Node in it will do for doubles. */
export const anyImage = process.env.MESHBED_BASE ?? 'meshbed-base:node26';

/** Like `describe`, for tests that need the engine. */
export function describeEngine(name: string, body: (engine: Engine) => void | Promise<void>): void {
  if ('docker' in found) {
    describe(name, () => body(found));
    return;
  }
  const reason = `${found.reason} ${found.fix}`;
  if (process.env.MESHBED_REQUIRE_ENGINE) {
    test(`${name}: an engine is required`, () => {
      throw new Error(reason);
    });
  } else {
    test.skip(`${name}: skipped. ${reason}`, () => {});
  }
}

/** What an engine has of a run: containers with their state, networks, images and leases. */
export async function leftovers({ docker }: Engine, run: string): Promise<string[]> {
  const filters = labelFilter(LABEL.run, run);
  const containers = await docker.listContainers({ all: true, filters });
  const networks = await docker.listNetworks({ filters });
  const { Volumes } = await docker.listVolumes({ filters });
  const images = await docker.listImages({ filters });
  return [
    ...images.map(({ RepoTags, Id }) => `image ${RepoTags?.[0] ?? Id}`),
    ...containers.map(({ Names, State }) => `container ${Names[0]} ${State}`),
    ...networks.map(({ Name }) => `network ${Name}`),
    ...(Volumes ?? []).map(({ Name }) => `volume ${Name}`),
  ];
}

/** On this machine, and not in a virtual one beside it: its processes are ours to look at. */
export function isLocal({ where }: Engine): boolean {
  return process.platform === 'linux' && where.startsWith('/');
}
