import { afterAll, expect, test } from 'vitest';
import { Mesh, Pool } from '../../harness/index.ts';
import { sleep } from '../../harness/runtime/clock.ts';
import { DockerPool } from '../../harness/runtime/docker/pool.ts';
import { describeRuntime } from '../harness/runtime/contract-suite.ts';
import { startHarness } from '../harness/runtime/killed.ts';
import { describePool } from '../harness/runtime/pool/pool-suite.ts';
import { expectFair } from '../harness/scenario/fair.ts';
import { anyImage, describeEngine, leftovers } from './engine.ts';

const RING = {
  nodes: { count: 10 },
  links: { shape: 'ring' },
  peer: { keepalive: '300ms' },
  expect: { delivery: { within: '2s' }, settle: '100ms' },
};

/** Of a busy engine: a start may take seconds a container. */
const AMPLE = { timeout: 300_000 };

describeEngine('a pool of containers', (engine) => {
  const shared = new DockerPool('pcontractdocker');
  const left = (name: string) => leftovers(engine, name);

  afterAll(async () => {
    await shared.close();
    expect(await left('pcontractdocker')).toEqual([]);
  });

  const extra = { image: anyImage };
  describeRuntime('docker, pooled', {
    make: () => shared.make(),
    extra,
    leftovers: left,
    runsPrograms: true,
    canPause: true,
  });
  describePool('docker', { make: (name) => new DockerPool(name), extra, leftovers: left });

  test('the second mesh of ten is ready in less than a fifth of the time of the first', AMPLE, async () => {
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

  test('what it cannot house has containers of its own: a topology with networks', AMPLE, async () => {
    await using pool = new Pool({ runtime: 'docker' });
    const networks = { left: ['a', 'b'], right: ['b', 'c'] };
    const links = [
      ['a', 'b'],
      ['b', 'c'],
    ];
    const nodes = { a: {}, b: {}, c: {} };
    await using mesh = await Mesh.start({ ...RING, nodes, networks, links }, { runtime: pool });
    expect(Object.values(mesh.networks)).toEqual([`meshbed-${mesh.run}-left`, `meshbed-${mesh.run}-right`]);
    await mesh.delivered(await mesh.inject('across', { from: 'a' }));
  });

  test('its owner is killed: nothing is left on the engine', AMPLE, async () => {
    const harness = await startHarness('docker-pool', anyImage, 'run');
    const there = await left(harness.run);
    await harness.kill();
    while ((await left(harness.run)).length > 0) await sleep(100);
    expect(there.filter((name) => name.startsWith('container'))).toHaveLength(7);
  });
});
