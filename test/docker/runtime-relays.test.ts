import { describe } from 'vitest';
import { describeRelays } from '../harness/runtime/relay-suite.ts';
import { describeEngine } from './engine.ts';
import { dockerSubject } from './subject.ts';

describeEngine('the runtime docker', (engine) => {
  const subject = dockerSubject(engine);
  describeRelays('docker', subject);
  describe('with IPv6', () => describeRelays('docker', { ...subject, addresses: 'ipv6' }));
});
