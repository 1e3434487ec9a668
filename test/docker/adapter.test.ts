import { DockerRuntime } from '../../harness/runtime/docker/runtime.ts';
import { describeAdapter } from '../harness/adapter/adapter-suite.ts';
import { anyImage, describeEngine, leftovers } from './engine.ts';

describeEngine('programs that know nothing of the contract, as containers', (engine) =>
  describeAdapter('as containers', {
    make: () => new DockerRuntime(),
    extra: { image: anyImage },
    leftovers: (run) => leftovers(engine, run),
  }),
);
