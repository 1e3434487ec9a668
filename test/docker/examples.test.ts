import { DockerRuntime } from '../../harness/runtime/docker/runtime.ts';
import { tryExamples } from '../harness/scenario/examples.ts';
import { describeEngine } from './engine.ts';

/** `fidelity.alone.test.ts` has loss, deaths and halves on containers. */
const BESIDE_FIDELITY = ['ring', 'nat', 'networks', 'ipv6'];

describeEngine('examples, as containers', () => tryExamples(() => new DockerRuntime(), BESIDE_FIDELITY));
