/**
 * What containers are asked for of an engine: the little that all have, and what the file gives one.
 */

import { describe, expect, it } from 'vitest';
import { MeshbedError } from '../../../../harness/common/errors.ts';
import { makePlan } from '../../../../harness/plan/plan.ts';
import type { Network } from '../../../../harness/runtime/docker/networks.ts';
import { cannotStart } from '../../../../harness/runtime/docker/refusals.ts';
import { nodeContainerSpec } from '../../../../harness/runtime/docker/spec.ts';
import type { ProgramLaunch } from '../../../../harness/runtime/port/port.ts';
import { topologyFromObject } from '../../../../harness/topology/load.ts';

const first = { network: { fullName: 'net' } as Network, address: '10.0.0.2' };

function specWith(node: object, launch?: ProgramLaunch) {
  const plan = makePlan(topologyFromObject({ seed: 1, nodes: { a: node }, links: [] }), 'run');
  const [planned] = plan.nodes;
  const start = { node: 'a', boot: 1, ...(launch === undefined ? {} : { launch }) };
  return { planned: planned!, spec: nodeContainerSpec('run', planned!, start, 'image', 1, first) };
}

const confined = specWith({}).spec;

describe('a container', () => {
  it('is given nothing that is not written', () => {
    expect(confined.User).toBe('10001:10001');
    const { CapAdd, Devices, Sysctls, NanoCpus, MemorySwap, ...host } = confined.HostConfig!;
    expect([CapAdd, Devices, Sysctls, NanoCpus, MemorySwap]).toEqual(Array(5).fill(undefined));
    expect(host).toMatchObject({ ReadonlyRootfs: true, CapDrop: ['ALL'], Memory: 512 * 2 ** 20 });
    expect(host.Tmpfs).toEqual({ '/tmp': 'rw,nosuid,nodev,size=16m,mode=1777' });
  });

  it('is given what is written, and nothing of the rest is given up', () => {
    const { spec } = specWith({
      container: {
        memory: '64MiB',
        cpus: 0.5,
        capabilities: ['NET_ADMIN'],
        devices: ['/dev/net/tun'],
        tmpfs: { '/data': '1MiB' },
        user: 'root',
        sysctls: { 'net.core.somaxconn': 10 },
      },
    });
    expect(spec).toEqual({
      ...confined,
      User: 'root',
      HostConfig: {
        ...confined.HostConfig,
        Memory: 64 * 2 ** 20,
        MemorySwap: 64 * 2 ** 20,
        NanoCpus: 500_000_000,
        CapAdd: ['NET_ADMIN'],
        Devices: [{ PathOnHost: '/dev/net/tun', PathInContainer: '/dev/net/tun', CgroupPermissions: 'rwm' }],
        Sysctls: { 'net.core.somaxconn': '10' },
        Tmpfs: { ...confined.HostConfig!.Tmpfs, '/data': 'rw,nosuid,nodev,size=1048576,mode=1777' },
      },
    });
  });

  it('has another /tmp where one is written', () => {
    const { spec } = specWith({ container: { tmpfs: { '/tmp': '1GiB' } } });
    expect(spec.HostConfig?.Tmpfs).toEqual({ '/tmp': `rw,nosuid,nodev,size=${2 ** 30},mode=1777` });
  });

  it.each([
    ['its command alone', { command: ['p', '-x'] }, { Entrypoint: ['p'], Cmd: ['-x'] }],
    ['what the image starts', { image: 'i' }, {}],
    [
      'its command behind what is written',
      { command: ['p', '-x'], container: { entrypoint: ['stdbuf', '-oL'] } },
      { Entrypoint: ['stdbuf', '-oL'], Cmd: ['p', '-x'] },
    ],
    [
      "its command behind the image's own entry point",
      { image: 'i', command: ['-x'], container: { entrypoint: 'image' } },
      { Cmd: ['-x'] },
    ],
    [
      'what stands in place of what the image starts',
      { image: 'i', container: { entrypoint: ['p'] } },
      { Entrypoint: ['p'], Cmd: [] },
    ],
  ])('is started by %s', (_, node, started) => {
    const { Entrypoint, Cmd } = specWith(node).spec;
    expect(JSON.parse(JSON.stringify({ Entrypoint, Cmd }))).toEqual(started);
    if (!('command' in node)) return;
    // A program of `programs` is started in the same way.
    const launch = { command: node.command, env: {}, files: {}, follow: [] };
    const adapted = specWith(node, launch).spec;
    expect(JSON.parse(JSON.stringify({ Entrypoint: adapted.Entrypoint, Cmd: adapted.Cmd }))).toEqual(started);
  });
});

describe('what an engine refuses of it', () => {
  const container = {
    memory: '6MiB',
    cpus: 900,
    devices: ['/dev/nope'],
    user: 'nobody-knows',
    sysctls: { 'net.core.nope': 1 },
  };
  it.each([
    [
      'devices',
      'error gathering device information while adding custom device "/dev/nope": no such file or directory',
    ],
    ['sysctls', 'open /proc/sys/net/core/nope: no such file or directory: unknown'],
    ['user', 'unable to find user nobody-knows: no matching entries in passwd file'],
    ['cpus', 'Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available'],
    ['memory', 'container init was OOM-killed (memory limit too low?)'],
  ])('is told with the node, the key and its words: %s', (key, reason) => {
    const { planned, spec } = specWith({ container });
    const error = cannotStart(spec, planned, new Error(reason));
    expect(error).toMatchObject({ code: 'CONTAINER_REFUSED', exitCode: 2 });
    expect(error.message).toBe(`The engine refuses what a is to be given: ${reason}.`);
    expect(error.fix).toBe(`Correct \`${key}\` in its \`container\`, or in that of its program.`);
  });

  it('is not blamed for what it has nothing to do with', () => {
    const { planned, spec } = specWith({ command: ['nope'], container: { memory: '64MiB' } });
    const reason = 'exec: "nope": executable file not found in $PATH';
    const error = cannotStart(spec, planned, new Error(reason));
    expect(error).toBeInstanceOf(MeshbedError);
    expect(error).toMatchObject({ code: 'COMMAND_NOT_FOUND' });
  });
});
