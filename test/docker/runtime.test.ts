import { DockerRuntime } from '../../harness/runtime/docker/runtime.ts';
import { describeRuntime } from '../harness/runtime/contract-suite.ts';
import { describeRelays } from '../harness/runtime/relay-suite.ts';
import { anyImage, describeEngine, isLocal, leftovers } from './engine.ts';

describeEngine('the runtime docker', (engine) => {
  const { docker } = engine;
  const subject = {
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
  describeRuntime('docker', subject);
  describeRelays('docker', subject);
});
