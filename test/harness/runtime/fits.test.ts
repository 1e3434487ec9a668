import { describe, expect, it } from 'vitest';
import { makePlan } from '../../../harness/plan/plan.ts';
import { whyPlanDoesNotFit } from '../../../harness/runtime/fits.ts';
import { topologyFromObject } from '../../../harness/topology/load.ts';

const GIB = 2 ** 30;
const machine = { memoryBytes: 16 * GIB, descriptors: 100_000, noNamespaces: null, hasIpv6: true };
const planOf = (count: number, more: object = {}) =>
  makePlan(topologyFromObject({ seed: 1, nodes: { count }, links: [], ...more }), 'check');

describe('a mesh that does not fit', () => {
  it.each([
    [100, machine, []],
    [1_000, machine, []],
    [1_001, machine, ['run on docker: the mesh has 1,001 nodes, and the bridge of an engine carries 1,000']],
    [
      900,
      { ...machine, memoryBytes: 4 * GIB },
      ['run on process: 900 processes take about 13 GiB of memory, and this machine has 4 GiB'],
    ],
    [
      900,
      { ...machine, descriptors: 1024 },
      [
        'run on process: 900 processes take 2,800 open files of the harness, and it may have 1,024 (ulimit -Hn)',
      ],
    ],
    [900, { ...machine, descriptors: null }, []],
    [
      65_001,
      machine,
      [
        'run on docker: the mesh has 65,001 nodes, and the bridge of an engine carries 1,000',
        'run on process: 65,001 nodes, and the loopback device has room for 65,000',
      ],
    ],
  ])('of %i nodes is refused where, and why', (count, on, told) => {
    expect(whyPlanDoesNotFit(planOf(count), on)).toEqual(told);
  });

  it('fits on an engine where networks divide it', () => {
    const networks = { left: 'n1..n900', right: 'n900..n1800' };
    expect(whyPlanDoesNotFit(planOf(1_800, { networks }), { ...machine, memoryBytes: 64 * GIB })).toEqual([]);
  });
});

it('steps that take nodes off the network need one that they can leave', () => {
  const steps = [{ at: '1s', disconnect: 'n1' }];
  expect(whyPlanDoesNotFit(planOf(2, { steps }), machine)).toEqual([
    'run on process: the steps disconnect nodes, and there is no network that a process could leave',
  ]);
});

describe('addresses of IPv6', () => {
  const none = { ...machine, hasIpv6: false };

  it('are there where the loopback device has one', () => {
    expect(whyPlanDoesNotFit(planOf(2, { addresses: 'ipv6' }), machine)).toEqual([]);
    expect(whyPlanDoesNotFit(planOf(2, { addresses: 'ipv6' }), none)).toEqual([
      'run on process: nodes are to have addresses of IPv6, and the loopback device has none',
    ]);
  });

  it('are not needed by others, nor by nodes with networks of their own', () => {
    expect(whyPlanDoesNotFit(planOf(2), none)).toEqual([]);
    expect(whyPlanDoesNotFit(planOf(2, { addresses: 'ipv6', network: 'routed' }), none)).toEqual([]);
  });

  it('are one address with a port for each node', () => {
    const more = { addresses: 'ipv6', networks: { left: 'n1..n20000', right: 'n20001' } };
    const large = { ...machine, memoryBytes: 1024 * GIB, descriptors: null };
    expect(whyPlanDoesNotFit(planOf(20_001, more), large)).toContain(
      'run on process: 20,001 nodes, and the loopback device has room for 20,000',
    );
  });
});

describe('a routed network of processes', () => {
  const routed = planOf(2, { network: 'routed', steps: [{ at: '1s', disconnect: 'n1' }] });

  it('is there where there are network namespaces, and its nodes can leave it', () => {
    expect(whyPlanDoesNotFit(routed, machine)).toEqual([]);
  });

  it('has as many nodes as there are addresses, and not as there are on loopback', () => {
    const nodes = { nodes: { count: 65_001 }, network: 'routed' };
    expect(
      whyPlanDoesNotFit(planOf(1, nodes), { ...machine, memoryBytes: 1024 * GIB, descriptors: null }),
    ).toEqual([expect.stringMatching(/^run on docker/)]);
  });

  it('is refused where there are none, by its reason; a flat one is not', () => {
    const bare = { ...machine, noNamespaces: 'we are not root' };
    expect(whyPlanDoesNotFit(routed, bare)).toEqual([
      'run on process: the routed network needs network namespaces, and here are none for us: we are not root',
    ]);
    expect(whyPlanDoesNotFit(planOf(2), bare)).toEqual([]);
  });
});

describe('what only containers can be given', () => {
  const given = (container: object) =>
    whyPlanDoesNotFit(planOf(3, { nodes: { count: 3, container } }), machine);

  it('is refused to processes by name', () => {
    expect(given({ memory: '64MiB', user: 'root', capabilities: ['NET_ADMIN'] })).toEqual([
      'run on process: n1 … n3 have NET_ADMIN, the user root, and only containers can be given that',
    ]);
  });

  it('are not limits: a program is the same without them', () => {
    expect(given({ memory: '64MiB', cpus: 0.5 })).toEqual([]);
  });
});
