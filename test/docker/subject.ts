/** The runtime of containers, as the suites of all runtimes want it. */

import type { Engine } from '../../harness/engine/find.ts';
import { DockerRuntime } from '../../harness/runtime/docker/runtime.ts';
import { anyImage, isLocal, leftovers } from './engine.ts';

export function dockerSubject(engine: Engine) {
  const { docker } = engine;
  return {
    make: () => new DockerRuntime(),
    extra: { image: anyImage },
    leftovers: (run: string) => leftovers(engine, run),
    runsPrograms: true,
    canPause: true,
    countsDrops: isLocal(engine),
    async helper(run: string, name: string) {
      const label = [`meshbed.run=${run}`, `meshbed.helper=${name}`];
      const [listed] = await docker.listContainers({ filters: { label } });
      const container = docker.getContainer(listed!.Id);
      return {
        kill: async () => void (await container.kill({ signal: 'SIGKILL' })),
        pause: async () => void (await container.pause()),
        resume: async () => void (await container.unpause()),
      };
    },
  };
}
