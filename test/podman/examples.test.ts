import { DockerRuntime } from '../../harness/runtime/docker/runtime.ts';
import { tryExamples } from '../harness/scenario/examples.ts';
import { describePodman } from './engine.ts';

/** Between them: direct links and relays, a death, several networks, a NAT. */
const EXAMPLES = ['ring', 'nat', 'networks'];

describePodman('examples, on Podman', () => tryExamples(() => new DockerRuntime(), EXAMPLES));
