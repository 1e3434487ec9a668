/**
 * What only containers do, as tests, run for each make of engine.
 */

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

import { afterEach, expect, test } from 'vitest';

import type { Engine } from '../../harness/engine/find.ts';
import { ensurePeerImage, peerImage } from '../../harness/engine/image.ts';
import type { Plan, PlannedNode } from '../../harness/plan/types.ts';
import { DockerRuntime } from '../../harness/runtime/docker/runtime.ts';
import { double, Ear, type PlanMore, ping, planOf, quiet } from '../harness/runtime/fixtures.ts';
import { anyImage, isLocal, leftovers } from './engine.ts';

/** Of `/proc/PID/status`: the sets of capabilities, and whether it could ever get more. */
const NO_RIGHTS = {
  CapInh: '0000000000000000',
  CapPrm: '0000000000000000',
  CapEff: '0000000000000000',
  CapBnd: '0000000000000000',
  CapAmb: '0000000000000000',
  NoNewPrivs: '1',
};

function rightsOf(pid: number): Record<string, string> {
  const lines = readFileSync(`/proc/${pid}/status`, 'latin1').split('\n');
  const fields = lines.map((line) => line.split(/:\s+/) as [string, string]);
  return Object.fromEntries(fields.filter(([name]) => name in NO_RIGHTS));
}

export function describeContainers(engine: Engine): void {
  const { docker } = engine;
  const open: { runtime: DockerRuntime; plan: Plan }[] = [];

  async function opened(nodes: PlannedNode[], more: PlanMore = {}) {
    const plan = planOf(nodes, more);
    const runtime = new DockerRuntime();
    open.push({ runtime, plan });
    const ear = new Ear();
    const surroundings = await runtime.open(plan, ear, quiet);
    return { plan, runtime, ear, surroundings };
  }

  afterEach(async () => {
    for (const { runtime, plan } of open.splice(0)) {
      await runtime.close();
      expect(await leftovers(engine, plan.run)).toEqual([]);
    }
  });

  const on = (...networks: string[]) => ({ image: anyImage, networks });

  test('each network is one of its own, and a node on two is reached on the one that is shared', async () => {
    const { runtime, ear, surroundings, plan } = await opened([
      double('left', undefined, on('west')),
      double('bridge', undefined, on('west', 'east')),
      double('right', undefined, on('east')),
    ]);
    await runtime.start(
      ['left', 'bridge', 'right'].map((node) => ({ node, boot: 1 })),
      quiet,
    );
    await ping(runtime, ear, 'bridge', 'p');
    const fromLeft = surroundings.reach('left', 'bridge').host;
    const fromRight = surroundings.reach('right', 'bridge').host;
    expect(fromLeft).not.toBe(fromRight);
    expect(surroundings.reach('bridge', 'left')).toEqual(surroundings.listen('left'));
    expect(surroundings.listen('bridge').host).toBe('0.0.0.0');
    expect(() => surroundings.reach('left', 'right')).toThrow(/share no network/);
    const filters = { label: [`meshbed.run=${plan.run}`, 'meshbed.node=bridge'] };
    const [container] = await docker.listContainers({ filters });
    const addresses = Object.values(container!.NetworkSettings.Networks).map(({ IPAddress }) => IPAddress);
    expect(addresses.sort()).toEqual([fromLeft, fromRight].sort());
  });

  test('a container can do nothing but speak to its neighbours and to us, a relay and the canary no more', async () => {
    const { runtime, ear, plan } = await opened(
      ['a', 'b'].map((node) => double(node, undefined, { image: anyImage })),
      { links: [{ a: 'a', b: 'b' }] },
    );
    await runtime.start([{ node: 'a', boot: 1 }], quiet);
    await ping(runtime, ear, 'a', 'p');
    const listed = await docker.listContainers({ filters: { label: [`meshbed.run=${plan.run}`] } });
    expect(listed.map(({ Labels }) => Labels['meshbed.node'] ?? Labels['meshbed.helper']).sort()).toEqual([
      'a',
      'canary',
      'relay 1',
    ]);
    for (const { Id, Labels } of listed) {
      const { Config, HostConfig, State } = await docker.getContainer(Id).inspect();
      expect(Config.User).toBe('10001:10001');
      expect(HostConfig).toMatchObject({
        ReadonlyRootfs: true,
        SecurityOpt: ['no-new-privileges'],
        AutoRemove: true,
        Privileged: false,
      });
      // Engines differ in how they say that a container has no capabilities; the kernel says it in one way.
      if (isLocal(engine)) expect(rightsOf(State.Pid)).toEqual(NO_RIGHTS);
      // A port that the image exposes may be named, with nothing behind it.
      expect(Object.values(HostConfig.PortBindings ?? {}).filter((bound) => bound !== null)).toEqual([]);
      expect(Labels['meshbed.owner']).toMatch(/@/);
    }
    const [network] = await docker.listNetworks({ filters: { label: [`meshbed.run=${plan.run}`] } });
    expect(network).toMatchObject({ Internal: true, Driver: 'bridge' });
  });

  test('an image that does not exist: an error that names it, exit code 2, and nothing is left', async () => {
    const opening = opened([double('a', undefined, { image: 'meshbed-no-such-image:v1' })]);
    await expect(opening).rejects.toMatchObject({ code: 'NO_IMAGE', exitCode: 2 });
    await expect(opening).rejects.toThrow(/meshbed-no-such-image:v1/);
  });

  test("the bundled peer's image is built once, named by its source, and speaks the contract", async () => {
    const told: string[] = [];
    const tag = await ensurePeerImage(docker, (what) => told.push(what));
    expect(await peerImage(docker)).toMatchObject({ tag, there: true });
    told.length = 0;
    expect(await ensurePeerImage(docker, (what) => told.push(what))).toBe(tag);
    expect(told).toEqual([]);

    const { command: _, ...bundled } = double('a');
    const { runtime, ear, surroundings, plan } = await opened([bundled]);
    await runtime.start([{ node: 'a', boot: 1 }], quiet);
    const listen = surroundings.listen('a');
    const { run, key } = plan;
    runtime.send('a', {
      type: 'configure',
      run,
      node: 'a',
      boot: 1,
      seed: 1,
      key,
      listen,
      peers: [],
      options: {},
    });
    await ear.hears(() => ear.events('a').some((event) => event.type === 'ready'));
    expect(ear.events('a')[0]).toMatchObject({ type: 'idle', contract: 1 });
  });

  test('two harnesses that start at once get networks that do not overlap', async () => {
    const both = await Promise.all(
      Array.from({ length: 4 }, () => opened([double('a', undefined, { image: anyImage })])),
    );
    const hosts = both.map(({ surroundings }) => surroundings.listen('a').host);
    expect(new Set(hosts.map((host) => host.replace(/\.\d+$/, ''))).size).toBe(4);
  });

  test('an engine that is not where DOCKER_HOST says: exit code 3, and what to do, though another answers', async () => {
    const script = `
      const { DockerRuntime } = await import('./harness/runtime/docker/runtime.ts');
      const runtime = new DockerRuntime();
      const plan = { run: 'down', nodes: [], links: [], topology: { links: [], steps: [] } };
      const error = await runtime.open(plan, {}, () => {}).catch((thrown) => thrown);
      await runtime.close();
      console.log(JSON.stringify({ ...error, message: error.message }));
    `;
    const env = { ...process.env, DOCKER_HOST: 'unix:///nowhere/engine.sock' };
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      env,
    });
    const error = JSON.parse(stdout);
    expect(error).toMatchObject({ code: 'NO_ENGINE', exitCode: 3 });
    expect(error.message).toMatch(/DOCKER_HOST is unix:\/\/\/nowhere\/engine.sock/);
    expect(error.fix).toMatch(/unset DOCKER_HOST/);
  });
}
