import { describe } from 'vitest';
import { describeNetworks } from '../docker/networks-suite.ts';
import { describePodman } from './engine.ts';

describePodman('the networks of Podman', (engine) => {
  describeNetworks(engine);
  describe('with IPv6', () => describeNetworks(engine, 'ipv6'));
});
