import { expect, test } from 'vitest';
import { ProcessRuntime } from '../../../harness/runtime/process/runtime.ts';
import { runTopology } from '../../../harness/scenario/run.ts';
import { topologyFromObject } from '../../../harness/topology/load.ts';
import { noRouterHere } from '../../node/router/wired.ts';
import { expectFair } from './fair.ts';

test.skipIf(noRouterHere() !== null)('a mesh behind firewalls and narrow lines is a mesh', async () => {
  const topology = topologyFromObject({
    seed: 1,
    network: 'routed',
    nodes: { alice: {}, phone: { downlink: { rate: '2Mbit' } }, bob: { firewall: true }, carol: {} },
    sites: {
      home: {
        nodes: ['alice', 'phone'],
        firewall: true,
        uplink: { rate: '1Mbit', queue: '64KiB' },
        addresses: '198.18.5.0/24',
      },
    },
    links: [
      ['alice', 'phone'],
      ['alice', 'bob', { latency: '20ms' }],
      ['bob', 'carol'],
      ['phone', 'carol'],
    ],
    peer: { keepalive: '300ms' },
    steps: [{ at: '500ms', inject: { text: 'hello', count: 4 }, from: 'all' }],
    expect: { delivery: { within: '2s' }, settle: '500ms' },
  });
  const result = await runTopology(topology, { runtime: new ProcessRuntime() });
  expectFair(result);
  expect(result.figures.deliveries).toBe(12);
});
