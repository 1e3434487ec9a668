import type { Engine } from '../../harness/engine/find.ts';
import { carrying, LABEL } from '../../harness/engine/labels.ts';
import { DockerRuntime } from '../../harness/runtime/docker/runtime.ts';
import { describeRuntime } from '../harness/runtime/contract-suite.ts';
import { describeEngine } from './engine.ts';

/** Any image with Node in it will do for doubles. */
const image = process.env.MESHBED_BASE ?? 'meshbed-base:node24';

export async function leftovers({ docker }: Engine, run: string): Promise<string[]> {
  const filters = carrying(LABEL.run, run);
  const containers = await docker.listContainers({ all: true, filters });
  const networks = await docker.listNetworks({ filters });
  const { Volumes } = await docker.listVolumes({ filters });
  return [
    ...containers.map(({ Names, State }) => `container ${Names[0]} ${State}`),
    ...networks.map(({ Name }) => `network ${Name}`),
    ...(Volumes ?? []).map(({ Name }) => `volume ${Name}`),
  ];
}

describeEngine('the runtime docker', (engine) => {
  describeRuntime('docker', {
    make: () => new DockerRuntime(),
    extra: { image },
    leftovers: (run) => leftovers(engine, run),
    canPause: true,
  });
});
