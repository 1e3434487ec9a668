import { afterAll, expect, test } from 'vitest';
import { Mesh, Pool } from '../../harness/index.ts';
import { DockerPool } from '../../harness/runtime/docker/docker-pool.ts';
import { sleep } from '../../harness/runtime/port/clock.ts';
import { describeRuntime } from '../harness/runtime/contract-suite.ts';
import { startHarness } from '../harness/runtime/killed.ts';
import { describePool } from '../harness/runtime/pool/pool-suite.ts';
import { anyImage, describeEngine, leftovers } from './engine.ts';

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

  test('what it cannot house has containers of its own: a topology with networks', async () => {
    await using pool = new Pool({ runtime: 'docker' });
    const networks = { left: ['a', 'b'], right: ['b', 'c'] };
    const links = [
      ['a', 'b'],
      ['b', 'c'],
    ];
    const nodes = { a: {}, b: {}, c: {} };
    await using mesh = await Mesh.start({ nodes, networks, links }, { runtime: pool });
    expect(Object.values(mesh.networks)).toEqual([`meshbed-${mesh.run}-left`, `meshbed-${mesh.run}-right`]);
    await mesh.delivered(await mesh.inject('across', { from: 'a' }));
  });

  test('its owner is killed: nothing is left on the engine', async () => {
    const harness = await startHarness('docker-pool', anyImage, 'run');
    const there = await left(harness.run);
    await harness.kill();
    while ((await left(harness.run)).length > 0) await sleep(100);
    expect(there.filter((name) => name.startsWith('container'))).toHaveLength(7);
  });
});
