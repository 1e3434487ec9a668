import { DockerRuntime } from '../../harness/runtime/docker/runtime.ts';
import { flooderCommand, tryFaultyPeers } from '../harness/scenario/faulty.ts';
import { describeEngine } from './engine.ts';

describeEngine('faulty peers, as containers', () => {
  tryFaultyPeers(() => new DockerRuntime(), { command: flooderCommand('node') });
});
