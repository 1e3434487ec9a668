import { describe } from 'vitest';
import { describeEngine } from './engine.ts';
import { describeNetworks } from './networks-suite.ts';

describeEngine('the networks of an engine', (engine) => {
  describeNetworks(engine);
  describe('with IPv6', () => describeNetworks(engine, 'ipv6'));
});
