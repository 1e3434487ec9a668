import { expect, test } from 'vitest';
import { ProcessRuntime } from '../../../harness/runtime/process/runtime.ts';
import { runTopology } from '../../../harness/scenario/run.ts';
import { topologyFromObject } from '../../../harness/topology/load.ts';
import { expectFair } from './fair.ts';

test('a mesh in which every node joins late is a mesh', async () => {
  const topology = await topologyFromObject({
    seed: 1,
    nodes: { a: { start: '100ms' }, b: { start: 'never' } },
    links: [['a', 'b']],
    steps: [
      { at: '100ms', start: 'b' },
      { at: '2s', inject: 'hello', from: 'a' },
    ],
    expect: { delivery: { within: '500ms' }, settle: '100ms' },
  });
  const result = await runTopology(topology, { runtime: new ProcessRuntime() });
  expectFair(result);
  expect(result.figures.deliveries).toBe(1);
});
