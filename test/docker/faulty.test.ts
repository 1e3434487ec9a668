import { DockerRuntime } from '../../harness/runtime/docker/runtime.ts';
import { flooderCommand, tryFaultyPeers } from '../harness/scenario/faulty.ts';
import { describeEngine } from './engine.ts';

/** Those in which it matters that a container, and the engine's connection to it, is between the harness and the program. */
const OF_CONTAINERS = [
  undefined,
  'exits at configure',
  'exits quietly',
  'ignores stop',
  'prints half lines',
  'closes its stdout',
  'floods stdout',
  'lets its socket overflow',
  'tells its own address',
] as const;

describeEngine('faulty peers, as containers', () => {
  tryFaultyPeers(() => new DockerRuntime(), { command: flooderCommand('node') }, OF_CONTAINERS);
});
