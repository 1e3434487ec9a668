import { dockerSubject } from '../docker/subject.ts';
import { describeRelays } from '../harness/runtime/relay-suite.ts';
import { describePodman } from './engine.ts';

describePodman('the runtime docker, on Podman', (engine) => describeRelays('podman', dockerSubject(engine)));
