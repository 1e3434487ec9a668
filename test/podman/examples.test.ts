import { DockerRuntime } from '../../harness/runtime/docker/runtime.ts';
import { tryExamples } from '../harness/scenario/examples.ts';
import { describePodman } from './engine.ts';

/** Between them: direct links and relays, a death, several networks, a NAT, IPv6. */
const EXAMPLES = ['ring', 'nat', 'networks', 'ipv6'];

describePodman('examples, on Podman', () => tryExamples(() => new DockerRuntime(), EXAMPLES));
