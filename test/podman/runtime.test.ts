import { dockerSubject } from '../docker/subject.ts';
import { describeRuntime } from '../harness/runtime/contract-suite.ts';
import { describePodman } from './engine.ts';

describePodman('the runtime docker, on Podman', (engine) => describeRuntime('podman', dockerSubject(engine)));
