import { DockerRuntime } from '../../harness/runtime/docker/runtime.ts';
import { describeRuntime } from '../harness/runtime/contract-suite.ts';
import { anyImage, describeEngine, leftovers } from './engine.ts';

describeEngine('the runtime docker', (engine) => {
  describeRuntime('docker', {
    make: () => new DockerRuntime(),
    extra: { image: anyImage },
    leftovers: (run) => leftovers(engine, run),
    canPause: true,
  });
});
