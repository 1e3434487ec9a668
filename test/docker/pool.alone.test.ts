import { expect, test } from 'vitest';
import { Mesh, Pool } from '../../harness/index.ts';
import { expectFair } from '../harness/scenario/fair.ts';
import { describeEngine } from './engine.ts';

const RING = {
  nodes: { count: 10 },
  links: { shape: 'ring' },
  peer: { keepalive: '300ms' },
  expect: { delivery: { within: '2s' }, settle: '100ms' },
};

// Alone, since it compares times.
describeEngine('a pool of containers', () => {
  test('the second mesh of ten is ready in less than a fifth of the time of the first', async () => {
    await using pool = new Pool({ runtime: 'docker' });
    const readyMs: number[] = [];
    for (let i = 0; i < 2; i++) {
      const beganMs = performance.now();
      await using mesh = await Mesh.start(RING, { runtime: pool });
      readyMs.push(performance.now() - beganMs);
      await mesh.delivered(await mesh.inject(`hello ${i}`, { from: 'n1' }));
      const result = await mesh.verdict();
      expectFair(result);
    }
    const [first = 0, second = 0] = readyMs;
    expect(second).toBeLessThan(first / 5);
  });
});
