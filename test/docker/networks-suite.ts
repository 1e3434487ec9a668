/**
 * What networks of an engine keep apart and give back, as tests, run for each make of engine.
 */

import { isIP } from 'node:net';
import { afterEach, expect, test } from 'vitest';

import type { Engine } from '../../harness/engine/find.ts';
import type { PlannedNode } from '../../harness/plan/types.ts';
import { DockerRuntime } from '../../harness/runtime/docker/runtime.ts';
import { type PlanMore, ping } from '../harness/runtime/fixtures.ts';
import { Mesh } from '../harness/runtime/mesh.ts';
import { anyImage, leftovers } from './engine.ts';

const networks = [
  { name: 'west', nodes: ['left', 'bridge'] },
  { name: 'east', nodes: ['bridge', 'right'] },
];
const disconnects: NonNullable<PlanMore['steps']> = [
  { index: 0, atMs: 0, line: 1, verb: 'disconnect', nodes: ['b'] },
];

export function describeNetworks(engine: Engine, addresses?: 'ipv6'): void {
  const meshes: Mesh[] = [];

  async function started(nodes: readonly string[], more: PlanMore = {}, own: Partial<PlannedNode> = {}) {
    const extra = nodes.map((node) => [node, { image: anyImage, ...own }]);
    const mesh = new Mesh(new DockerRuntime(), Object.fromEntries(extra), {
      ...more,
      ...(addresses === undefined ? {} : { addresses }),
    });
    meshes.push(mesh);
    return await (await mesh.open()).start();
  }

  afterEach(async () => {
    for (const { runtime, plan } of meshes.splice(0)) {
      await runtime.close();
      expect(await leftovers(engine, plan.run)).toEqual([]);
    }
  });

  test('segments are kept apart: a datagram to an address on the other one does not arrive; a bridge reaches both', async () => {
    const links = [
      { a: 'left', b: 'bridge', direct: true },
      { a: 'bridge', b: 'right', direct: true },
    ];
    const it = await started(['left', 'bridge', 'right'], { networks, links });
    const { surroundings, runtime, ear } = it;
    it.say('bridge', 'echo to both');
    await ear.hears(() => it.heard('bridge').length === 2);
    expect(it.heard('bridge').sort()).toEqual(['re echo to both via left', 're echo to both via right']);

    // The address at which the bridge has just reached it, and the bridge's own on the far side.
    const far = { node: 'right', ...surroundings.reach('bridge', 'right') };
    const farSide = { node: 'bridge', ...surroundings.reach('right', 'bridge') };
    const nearSide = { node: 'bridge', ...surroundings.reach('left', 'bridge') };
    runtime.send('left', { type: 'peers', peers: [far, farSide, nearSide] });
    it.say('left', 'echo across');
    await it.hears('left', 're echo across');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await it.caughtUp();
    expect(it.heard('right')).toEqual(['echo to both via bridge']);
    expect(it.heard('bridge').filter((text) => text.startsWith('echo across'))).toHaveLength(1);
  });

  test('links through relays work in each segment, and a relay on two does not join them', async () => {
    const links = [
      { a: 'left', b: 'bridge' },
      { a: 'bridge', b: 'right', ab: { latencyMs: 5 } },
    ];
    const it = await started(['left', 'bridge', 'right'], { networks, links });
    it.say('bridge', 'echo to both');
    await it.ear.hears(() => it.heard('bridge').length === 2);
    expect(it.heard('bridge').sort()).toEqual(['re echo to both via left', 're echo to both via right']);
    const { surroundings, runtime } = it;
    // Through the relay's other address, and to the real one.
    const around = [
      { node: 'right', ...surroundings.reach('bridge', 'right') },
      { node: 'right', ...surroundings.listen('right') },
      { node: 'bridge', ...surroundings.reach('left', 'bridge') },
    ];
    runtime.send('left', { type: 'peers', peers: around });
    it.say('left', 'echo across');
    await it.hears('left', 're echo across');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await it.caughtUp();
    expect(it.heard('right')).toEqual(['echo to both via bridge']);
  });

  test('no way leads from one mesh into another, not even by the machine of both', async () => {
    const [here, there] = [await started(['a']), await started(['b'])];
    const b = { node: 'b', ...there.surroundings.listen('b') };
    expect(isIP(b.host)).toBe(addresses === 'ipv6' ? 6 : 4);
    here.runtime.send('a', { type: 'peers', peers: [b] });
    // A bridge answers only once it is sure that nobody else has its address of IPv6.
    for (let i = 0; i < 15; i++) {
      here.say('a', 'echo over there');
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    await ping(here.runtime, here.ear, 'a', 'sent');
    await there.caughtUp();
    expect(there.heard('b')).toEqual([]);
  });

  test('two that share two networks use the same one both ways', async () => {
    const both = ['a', 'b'];
    const on = [
      { name: 'one', nodes: both },
      { name: 'two', nodes: both },
    ];
    const it = await started(both, { networks: on, links: [{ a: 'a', b: 'b' }] });
    it.say('a', 'echo hello');
    await it.hears('a', 're echo hello');
    await it.caughtUp();
    expect(it.heard('b')).toEqual(['echo hello via a']);
    expect(it.heard('a')).toEqual(['re echo hello via b']);
  });

  for (const via of ['straight', 'through a relay']) {
    test(`disconnected a node hears nothing and still obeys; reconnected it has its address (${via})`, async () => {
      const links = [{ a: 'a', b: 'b', direct: via === 'straight' }];
      const it = await started(['a', 'b'], { links, steps: disconnects });
      const { runtime, ear } = it;
      it.say('a', 'echo before');
      await it.hears('a', 're echo before');
      await runtime.apply({ type: 'disconnect', node: 'b' });
      await runtime.apply({ type: 'disconnect', node: 'b' });
      it.say('a', 'lost');
      it.say('b', 'lost too');
      await ping(runtime, ear, 'b', 'still there');
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(it.heard('b')).toEqual(['echo before via a']);
      await runtime.apply({ type: 'reconnect', node: 'b' });
      await runtime.apply({ type: 'reconnect', node: 'b' });
      for (let i = 0; !it.heard('a').some((text) => text.startsWith('re echo after')); i++) {
        it.say('a', `echo after ${i}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      await it.caughtUp();
      expect(it.heard('a').filter((text) => text.startsWith('lost'))).toEqual([]);
      expect(it.heard('b').every((text) => text.endsWith(' via a'))).toBe(true);
      expect(ear.breaks).toEqual([]);
    });
  }

  test('a node that is started while disconnected stays so until it is reconnected', async () => {
    const it = await started(['a', 'b'], { links: [{ a: 'a', b: 'b', direct: true }], steps: disconnects });
    await it.runtime.apply({ type: 'disconnect', node: 'b' });
    await it.runtime.apply({ type: 'kill', node: 'b' });
    await it.start(2, ['b']);
    it.say('a', 'lost');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(it.heard('b')).toEqual([]);
    await it.runtime.apply({ type: 'reconnect', node: 'b' });
    for (let i = 0; !it.heard('a').some((text) => text.startsWith('re echo')); i++) {
      it.say('a', `echo after ${i}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await it.caughtUp();
    expect(it.heard('b').at(-1)).toMatch(/^echo after \d+ via a$/);
  });

  test('a disconnected node can be killed and closed, and one that does not run is let be', async () => {
    const it = await started(['a', 'b'], { steps: disconnects });
    await it.runtime.apply({ type: 'kill', node: 'a' });
    await it.runtime.apply({ type: 'disconnect', node: 'a' });
    await it.runtime.apply({ type: 'reconnect', node: 'a' });
    await it.runtime.apply({ type: 'disconnect', node: 'b' });
    await it.runtime.apply({ type: 'kill', node: 'b' });
    expect(it.ear.exits('b')).toHaveLength(1);
  });
}
