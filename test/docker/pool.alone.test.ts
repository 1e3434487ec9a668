import { expect, test } from 'vitest';
import { LABEL, labelFilter } from '../../harness/engine/labels.ts';
import { Mesh, Pool } from '../../harness/index.ts';
import { expectFair } from '../harness/scenario/fair.ts';
import { describeEngine } from './engine.ts';

const RING = {
  nodes: { count: 10 },
  links: { shape: 'ring' },
  peer: { keepalive: '300ms' },
  expect: { delivery: { within: '2s' }, settle: '100ms' },
};

// Alone, since it compares times, and counts all containers of meshes on the engine.
describeEngine('a pool of containers', ({ docker }) => {
  async function containers(): Promise<string[]> {
    const found = await docker.listContainers({ filters: labelFilter(LABEL.run) });
    return found.map(({ Id }) => Id).sort();
  }

  test('the second mesh of ten starts no container, and is ready in less than half the time of the first', async () => {
    await using pool = new Pool({ runtime: 'docker' });
    const readyMs: number[] = [];
    const ids: string[][] = [];
    for (let i = 0; i < 2; i++) {
      const beganMs = performance.now();
      await using mesh = await Mesh.start(RING, { runtime: pool });
      readyMs.push(performance.now() - beganMs);
      ids.push(await containers());
      await mesh.delivered(await mesh.inject(`hello ${i}`, { from: 'n1' }));
      const result = await mesh.verdict();
      expectFair(result);
    }
    const [first = 0, second = 0] = readyMs;
    expect(ids[1]).toEqual(ids[0]);
    expect(second).toBeLessThan(first / 2);
  });
});
