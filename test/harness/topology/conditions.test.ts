import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTopology, topologyFromObject } from '../../../harness/topology/load.ts';
import type { TopologyLink } from '../../../harness/topology/model/types.ts';
import { CONDITION_WORDS } from '../../../harness/topology/schema/name-rules.ts';
import { delayBoundsMs } from '../../../node/link/conditions.ts';

function linksOf(links: unknown, nodes: unknown = { count: 4 }): TopologyLink[] {
  return topologyFromObject({ seed: 1, nodes, links }).links;
}

function conditionsOf(conditions: Record<string, unknown>) {
  const [link] = linksOf({ list: [['n1', 'n2']], ...conditions });
  expect(link?.ab).toEqual(link?.ba);
  return link?.ab;
}

describe('a condition', () => {
  it.each([
    [{ latency: '30ms' }, { latencyMs: 30 }],
    [{ jitter: '5ms' }, { jitterMs: 5 }],
    [{ jitter: { by: '5ms', shape: 'pareto' } }, { jitterMs: 5, jitterShape: 'pareto' }],
    [{ jitter: { by: '5ms', shape: 'uniform' } }, { jitterMs: 5 }],
    [{ loss: '100%' }, { loss: 1 }],
    [{ burst: { enter: '1%', leave: '25%' } }, { burst: { enter: 0.01, leave: 0.25, loss: 1 } }],
    [
      { burst: { enter: '1%', leave: '25%', loss: '50%' } },
      { burst: { enter: 0.01, leave: 0.25, loss: 0.5 } },
    ],
    [{ duplicate: '1%' }, { duplicate: 0.01 }],
    [{ reorder: '5%' }, { reorder: 0.05, reorderByMs: 10 }],
    [{ reorder: { chance: '5%', by: '20ms' } }, { reorder: 0.05, reorderByMs: 20 }],
    [{ corrupt: '0.1%' }, { corrupt: 0.001 }],
    [{ rate: '10Mbit' }, { rateBps: 10_000_000, queueBytes: 125_000 }],
    [{ rate: '256kbit' }, { rateBps: 256_000, queueBytes: 16_384 }],
    [
      { rate: '1Mbit', queue: '64KiB' },
      { rateBps: 1_000_000, queueBytes: 65_536 },
    ],
    [
      { rate: '256kbit', mtu: '60000B' },
      { rateBps: 256_000, queueBytes: 60_000, mtuBytes: 60_000 },
    ],
    [{ mtu: '1200B' }, { mtuBytes: 1200 }],
  ])('%j is %j', (written, conditions) => {
    expect(conditionsOf(written)).toEqual(conditions);
  });

  it.each([
    [{}],
    [{ latency: 0, jitter: '0ms', loss: '0%', duplicate: 0, reorder: '0%', corrupt: 0 }],
    [{ burst: { enter: '0%', leave: '1%' } }],
    [{ burst: 'off', rate: false, queue: 'off', mtu: 'off' }],
  ])('that does nothing is none: %j', (written) => {
    expect(conditionsOf(written)).toBeUndefined();
  });
});

describe('a link', () => {
  it("has what holds for all, and its own win, key by key, and its directions' over them", () => {
    const links = linksOf({
      shape: 'line',
      latency: '30ms',
      jitter: { by: '5ms', shape: 'normal' },
      loss: '1%',
      list: [
        ['n2', 'n1', { latency: '200ms', n2: { loss: '100%' }, n1: { jitter: '1ms' } }],
        ['n1', 'n4', { loss: 0, jitter: 0, latency: 0 }],
      ],
    });
    const all = { latencyMs: 30, jitterMs: 5, jitterShape: 'normal', loss: 0.01 };
    expect(links).toEqual([
      {
        a: 'n1',
        b: 'n2',
        ab: { latencyMs: 200, jitterMs: 1, loss: 0.01 },
        ba: { ...all, latencyMs: 200, loss: 1 },
      },
      { a: 'n2', b: 'n3', ab: all, ba: all },
      { a: 'n3', b: 'n4', ab: all, ba: all },
      { a: 'n1', b: 'n4' },
    ]);
  });

  it('can be rid of what holds for all', () => {
    const [one, other] = linksOf({
      list: [
        ['n1', 'n2', { rate: 'off', mtu: 'off', burst: 'off' }],
        ['n2', 'n3', { n3: { rate: 'off' } }],
      ],
      ...{ rate: '1Mbit', queue: '64KiB', mtu: '1200B', burst: { enter: '1%', leave: '25%' } },
    });
    expect(one).toEqual({ a: 'n1', b: 'n2' });
    expect(other?.ab).toHaveProperty('queueBytes', 65_536);
    expect(other?.ba).toEqual({ mtuBytes: 1200, burst: { enter: 0.01, leave: 0.25, loss: 1 } });
  });

  it('has conditions also in a bare list, where a name may be a number', () => {
    const { links } = parseTopology('nodes: { 7: , 8: }\nlinks: [[8, 7, { 8: { loss: 5% } }]]\n', 'a');
    expect(links).toEqual([{ a: '7', b: '8', ba: { loss: 0.05 } }]);
  });

  it('is made by the shape or by the list, and once by both', () => {
    const links = linksOf({
      shape: 'line',
      list: [
        ['n4', 'n3'],
        ['n4', 'n1'],
      ],
    });
    expect(links.map(({ a, b }) => `${a} ${b}`)).toEqual(['n1 n2', 'n2 n3', 'n3 n4', 'n1 n4']);
  });
});

describe('layers of conditions', () => {
  const written = fc.record(
    {
      latency: fc.constantFrom('0ms', '10ms', '1s'),
      jitter: fc.constantFrom<unknown>('2ms', { by: '3ms', shape: 'pareto' }, 0),
      loss: fc.constantFrom('0%', '20%', '100%'),
      burst: fc.constantFrom<unknown>({ enter: '1%', leave: '10%' }, 'off'),
      duplicate: fc.constantFrom('0%', '3%'),
      reorder: fc.constantFrom<unknown>('4%', { chance: '5%', by: '20ms' }),
      corrupt: fc.constantFrom('0%', '1%'),
      rate: fc.constantFrom('1Mbit', '2Mbit'),
      mtu: fc.constantFrom('1200B', 'off'),
    },
    { requiredKeys: [] },
  );

  it('give the same as one layer in which the last of each word stands', () => {
    fc.assert(
      fc.property(written, written, written, (all, own, oneWay) => {
        const list = [['n1', 'n2', { ...own, n1: oneWay }]];
        const [layered] = linksOf({ list, ...all });
        const [flat] = linksOf([['n1', 'n2', { n1: { ...all, ...own, ...oneWay }, n2: { ...all, ...own } }]]);
        expect(layered).toEqual(flat);
        for (const way of [layered?.ab, layered?.ba]) {
          const { minMs, maxMs } = delayBoundsMs(way);
          expect(minMs).toBeLessThanOrEqual(maxMs);
          for (const value of Object.values(way ?? {})) expect(value).toBeTruthy();
        }
      }),
    );
  });

  it('are made of words that no node is called by', () => {
    for (const word of CONDITION_WORDS) {
      expect(() => topologyFromObject({ nodes: { [word]: {} }, links: [] })).toThrow('reserved');
    }
  });
});

describe('a node behind a NAT', () => {
  it('knows for how long a binding lasts', () => {
    const nodes = { a: { nat: { timeout: '10s' } }, b: {} };
    expect(topologyFromObject({ nodes, links: [] }).nodes.map((node) => node.natTimeoutMs)).toEqual([
      10_000,
      undefined,
    ]);
    const all = topologyFromObject({ nodes: { count: 2, nat: { timeout: '1m' } }, links: [] }).nodes;
    expect(all.map((node) => node.natTimeoutMs)).toEqual([60_000, 60_000]);
  });
});

describe('networks', () => {
  const networksOf = (networks: unknown) =>
    topologyFromObject({ seed: 1, nodes: { count: 9 }, links: [], networks }).networks;

  it('have the nodes that their selectors mean; one may be on several', () => {
    expect(networksOf({ left: 'n1..n5', right: ['n5', 'rest'], far: 'n9' })).toEqual([
      { name: 'left', nodes: ['n1', 'n2', 'n3', 'n4', 'n5'] },
      { name: 'right', nodes: ['n5', 'n6', 'n7', 'n8', 'n9'] },
      { name: 'far', nodes: ['n9'] },
    ]);
  });

  it('draw and take the rest of those that no network before names', () => {
    const [one, two, rest] = networksOf({ one: 'random(3)', two: 'random(3)', rest: 'rest' });
    expect(new Set([...(one?.nodes ?? []), ...(two?.nodes ?? []), ...(rest?.nodes ?? [])]).size).toBe(9);
    expect(rest?.nodes).toHaveLength(3);
  });

  it('let nodes be linked that share one', () => {
    const topology = topologyFromObject({
      nodes: { count: 9 },
      links: { shape: 'line' },
      networks: { left: 'n1..n5', right: 'n5..n9' },
    });
    expect(topology.links).toHaveLength(8);
  });
});
