import { dockerSubject } from '../docker/subject.ts';
import { describeRouter } from '../harness/runtime/router-suite.ts';
import { describePodman } from './engine.ts';

describePodman('the runtime docker on a routed network, on Podman', (engine) =>
  describeRouter('podman', { ...dockerSubject(engine), needed: ['router', 'canary'] }),
);
