import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { composeText } from '../../../harness/compose/compose.ts';
import { makePlan } from '../../../harness/plan/plan.ts';
import { topologyFromObject } from '../../../harness/topology/load.ts';
import { readSettings } from '../../../node/standalone/settings.ts';
import { meshbed } from '../cli/command-line.ts';

function textOf(topology: object): string {
  return composeText(makePlan(topologyFromObject({ seed: 7, ...topology }), 'check'), 'meshbed compose', '.');
}
const read = (topology: object) => parse(textOf(topology), { merge: true });
const line = { nodes: { count: 3 }, links: { shape: 'line' } };

describe('a mesh for Compose', () => {
  it('has services of the names of its nodes, for any reader of YAML', () => {
    const names = ['yes', '0e55', '1_000', 'null'];
    const nodes = Object.fromEntries(names.map((name) => [name, {}]));
    const text = textOf({ nodes, links: { shape: 'line' } });
    for (const version of ['1.1', '1.2'] as const) {
      const { services } = parse(text, { version, merge: true });
      expect(Object.keys(services)).toEqual(names);
      for (const name of names) expect(services[name].environment.MESHBED_NAME).toBe(name);
    }
  });

  it('is a service for each node, which gets its neighbours', () => {
    const { services } = read(line);
    const told = Object.entries(services).map(([name, service]) => {
      const { settings, errors, warnings } = readSettings(
        (service as { environment: object }).environment as never,
      );
      expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });
      return `${name} ${settings.name}: ${settings.peers.map(({ host }) => host).join(' ')}`;
    });
    expect(told).toEqual(['n1 n1: n2', 'n2 n2: n1 n3', 'n3 n3: n2']);
  });

  it("has the mesh's key, the options that such peers have, and what the image allows", () => {
    const { services, name } = read({ ...line, name: 'A Mesh!', peer: { keepalive: '300ms', store: 0 } });
    expect(name).toBe('a-mesh-');
    expect(services.n1).toMatchObject({ read_only: true, cap_drop: ['ALL'], hostname: 'n1' });
    const { MESHBED_KEY, MESHBED_KEEPALIVE, MESHBED_STORE } = services.n1.environment;
    expect(MESHBED_KEY).toMatch(/^\$\{MESHBED_KEY:-[0-9a-f]{64}\}$/);
    expect([MESHBED_KEEPALIVE, MESHBED_STORE]).toEqual(['300ms', '0']);
  });

  it('has its networks, and variables as they are', () => {
    const { services, networks } = read({
      nodes: { a: { env: { PRICE: '5$' } }, b: {} },
      links: [['a', 'b']],
      networks: { left: ['a', 'b'], right: 'b' },
    });
    expect(networks).toEqual({ left: { internal: true }, right: { internal: true } });
    expect(services.b.networks).toEqual(['left', 'right']);
    expect(services.a.environment.PRICE).toBe('5$$');
  });

  it('gives containers what the file gives them', () => {
    const container = {
      memory: '64MiB',
      cpus: 0.5,
      capabilities: ['NET_ADMIN'],
      devices: ['/dev/net/tun'],
      tmpfs: { '/data': '16MiB' },
      files: { '/etc/agent.conf': 'package.json' },
      user: 'root',
      sysctls: { 'net.core.somaxconn': 10 },
    };
    const { services } = read({ nodes: { a: { container }, b: {} }, links: [['a', 'b']] });
    expect(services.a).toMatchObject({
      mem_limit: 64 * 2 ** 20,
      memswap_limit: 64 * 2 ** 20,
      cpus: 0.5,
      cap_add: ['NET_ADMIN'],
      devices: ['/dev/net/tun'],
      tmpfs: [`/data:size=${16 * 2 ** 20},mode=1777`],
      volumes: [
        { type: 'bind', source: resolve('package.json'), target: '/etc/agent.conf', read_only: true },
      ],
      user: 'root',
      sysctls: { 'net.core.somaxconn': '10' },
      // What all have stays.
      read_only: true,
      cap_drop: ['ALL'],
    });
    expect(Object.keys(services.b).sort()).toEqual(Object.keys(read(line).services.n1).sort());
  });

  it('says what it leaves behind', () => {
    const text = textOf({
      nodes: { a: { nat: { timeout: '5s' } }, b: { start: '4s' }, c: { start: 'never' } },
      links: {
        list: [
          ['a', 'b'],
          ['b', 'c', { loss: '1%' }],
        ],
      },
      addresses: 'ipv6',
      steps: [{ at: '1s', inject: 'x', from: 'a' }],
    });
    for (const left of [
      '# - the conditions of 1 link: all are as good as the network',
      '# - the NAT of a',
      '# - addresses of IPv6: services have those of Compose',
      '# - 1 step',
      '# - b starts with the others, not at 4s',
      '# - c: only with --profile never',
      '# - all that is expected of them',
    ])
      expect(text).toContain(`${left}\n`);
    expect(parse(text, { merge: true }).services.c.profiles).toEqual(['never']);
  });

  it('is the same text each time, with what is alike written once', () => {
    expect(textOf(line)).toBe(textOf(line));
    expect(textOf(line).match(/cap_drop/g)).toHaveLength(1);
  });

  it.each([
    ['programs of others', { nodes: { count: 3, image: 'my-peer:dev' }, links: [] }],
    ['more nodes than a bridge takes', { nodes: { count: 1_001 }, links: [] }],
  ])('is refused for %s', (_what, topology) => {
    expect(() => textOf(topology)).toThrow(expect.objectContaining({ exitCode: 2 }));
  });
});

it('meshbed compose writes it to stdout', async () => {
  const topology = topologyFromObject({ seed: 7, ...line });
  const services = { load: async () => topology, plan: () => makePlan(topology, 'check') };
  const { code, out } = await meshbed('compose mesh.yaml', services);
  expect(code).toBe(0);
  expect(out).toContain('Made by: meshbed compose mesh.yaml --seed 7\n');
  expect(Object.keys(parse(out, { merge: true }).services)).toEqual(['n1', 'n2', 'n3']);
});
