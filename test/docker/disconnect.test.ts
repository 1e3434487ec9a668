import { expect, it } from 'vitest';
import { reportText } from '../../harness/report/text.ts';
import { DockerRuntime } from '../../harness/runtime/docker/runtime.ts';
import { runTopology } from '../../harness/scenario/run.ts';
import { topologyFromObject } from '../../harness/topology/load.ts';
import { expectFair, wasExcused } from '../harness/scenario/fair.ts';
import { describeEngine } from './engine.ts';

describeEngine('disconnect and reconnect', () => {
  it('is a death to the neighbours, and what was said meanwhile is fetched afterwards', async () => {
    const topology = topologyFromObject({
      name: 'unplugged',
      seed: 1,
      nodes: { count: 4 },
      links: { shape: 'ring' },
      peer: { keepalive: '300ms' },
      steps: [
        { at: '1s', disconnect: 'n3' },
        { at: '1500ms', inject: 'you cannot hear this', from: 'n1' },
        { at: '1500ms', inject: 'nor I you', from: 'n3' },
        { at: '4s', reconnect: 'n3' },
      ],
      expect: {
        delivery: { within: '3s', to: 'eventual' },
        keepalive: { detect: '2s', recover: '3s' },
        settle: '500ms',
      },
    });
    const result = await runTopology(topology, { runtime: new DockerRuntime() });
    const text = reportText(result);
    expectFair(result);
    if (wasExcused(result)) return;
    expect(text).toMatch(/4 deaths detected/);
    expect(result.checks.find(({ check }) => check === 'delivery')).toMatchObject({ obligations: 6 });
  });
});
