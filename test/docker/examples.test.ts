import { DockerRuntime } from '../../harness/runtime/docker/runtime.ts';
import { tryExamples } from '../harness/scenario/examples.ts';
import { describeEngine } from './engine.ts';

describeEngine('examples, as containers', () => tryExamples(() => new DockerRuntime()));
