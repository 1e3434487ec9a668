import { describe, expect, it } from 'vitest';
import { deadlineMs, lastMomentMs, plannedEndMs, settleMs } from '../../../harness/plan/deadline.ts';
import { describePlan } from '../../../harness/plan/describe.ts';
import { graphFacts } from '../../../harness/plan/graph.ts';
import { makePlan } from '../../../harness/plan/plan.ts';
import { topologyFromObject } from '../../../harness/topology/load.ts';
import type { Topology } from '../../../harness/topology/types.ts';

function mesh(more: Record<string, unknown> = {}): Topology {
  return topologyFromObject({
    name: 'mesh',
    seed: 42,
    nodes: { count: 6 },
    links: { shape: 'ring' },
    ...more,
  });
}

describe('a plan', () => {
  it('gives each node its neighbours in order of the topology', () => {
    const plan = makePlan(mesh(), 'r1');
    expect(plan.nodes[0]?.neighbours).toEqual(['n2', 'n6']);
    expect(plan.nodes[5]?.neighbours).toEqual(['n1', 'n5']);
    expect(plan.links).toHaveLength(6);
    expect(new Set(plan.links.map((link) => link.via))).toEqual(new Set(['direct']));
  });

  it('takes all but its name from the seed', () => {
    const { run: _, ...one } = makePlan(mesh(), 'r1');
    const { run: __, ...two } = makePlan(mesh(), 'r2');
    expect(one).toEqual(two);
    expect(one.key).toMatch(/^[0-9a-f]{64}$/);
    expect(makePlan(mesh({ seed: 43 }), 'r1').key).not.toBe(one.key);
    expect(new Set(one.nodes.map((node) => node.seed)).size).toBe(6);
  });
});

describe('how long a run takes', () => {
  it('is the last moment, the longest obligation and the quiet time', () => {
    const topology = mesh({
      steps: [
        { at: '2s', inject: { count: 11, every: '100ms' }, from: 'all' },
        { at: '2500ms', kill: 'n1' },
      ],
      expect: { delivery: { within: '1s' }, keepalive: { detect: '3s', recover: '4s' } },
    });
    expect(lastMomentMs(topology)).toBe(3000);
    expect(settleMs(topology.expect)).toBe(3000);
    expect(plannedEndMs(topology)).toBe(3000 + 4000 + 3000);
    expect(deadlineMs(topology)).toBe(10_000 + 10_000);
  });

  it('allows for late joiners and starts', () => {
    const topology = mesh({
      nodes: { a: {}, b: { start: '8s' }, c: { start: 'never' } },
      steps: [
        { at: '1s', kill: 'a' },
        { at: '2s', start: 'all' },
      ],
      expect: { delivery: false, settle: '1s' },
    });
    expect(lastMomentMs(topology)).toBe(8000);
    expect(plannedEndMs(topology)).toBe(9000);
    expect(deadlineMs(topology)).toBe(9000 + 3 * 500 + 10_000);
  });
});

describe('the mesh as a graph', () => {
  it.each([
    [{ count: 6 }, { shape: 'ring' }, { links: 6, diameter: 3, parts: 1 }],
    [{ count: 9 }, { shape: 'line' }, { links: 8, diameter: 8, parts: 1 }],
    [{ count: 9 }, { shape: 'full' }, { links: 36, diameter: 1, degree: { min: 8, mean: 8, max: 8 } }],
    [
      { count: 6 },
      [
        ['n1', 'n2'],
        ['n4', 'n5'],
        ['n5', 'n6'],
      ],
      { parts: 3, largestPart: 3, diameter: 2, degree: { min: 0, mean: 1, max: 2 } },
    ],
    [{ count: 1 }, [], { parts: 1, diameter: 0 }],
  ])('%j with %j', (nodes, links, facts) => {
    expect(graphFacts(mesh({ nodes, links }))).toMatchObject(facts);
  });

  it('says when the diameter is only a lower bound', () => {
    expect(graphFacts(mesh({ nodes: { count: 20_000 }, links: { shape: 'line' } }))).toMatchObject({
      diameter: 19_999,
      diameterExact: false,
    });
  });
});

describe('a plan in words', () => {
  it('reads well at six nodes', () => {
    const topology = mesh({
      peer: { keepalive: '500ms' },
      steps: [
        { at: '500ms', inject: 'hello', from: 'n1' },
        { at: '3s', inject: { count: 1000, every: '10ms', bytes: 200 }, from: 'all' },
        { at: '9s', kill: 'n4' },
        { at: '12s', expect: { delivery: { within: '2s', to: 'eventual' } } },
      ],
      expect: {
        delivery: { within: '2s' },
        keepalive: { detect: '3s', recover: '2s' },
        traffic: { copies: 6 },
      },
    });
    expect(describePlan(makePlan(topology, 'r1'))).toMatchInlineSnapshot(`
      "mesh (seed 42)
        nodes    6: n1 … n6
        links    6: 2 neighbours a node; 3 hops from end to end; in one piece
                 all go straight from node to node
        peer     keepalive 500ms
        steps    500ms  inject “hello” from n1
                    3s  inject 1,000 messages of 200B, one every 10ms, from n1 … n6 in turn
                    9s  kill n4
                   12s  expect each message reaches every node, also one that comes later within 2s
        expects  each message reaches every node that is up and connected then within 2s
                 none is delivered twice
                 a dead neighbour is reported within 3s, one that is back within 2s
                 no neighbour is called dead that was reachable for 3s
                 at most 6 copies are received for each delivery
        ends     after 19s or sooner, the last 3s of it quiet; given up after 29s"
    `);
  });

  it('stays on a screen at ten thousand', () => {
    const nodes = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, i) => [
        `node-${(i * 7919) % 10_007}`,
        i % 3 === 0 ? { image: `x:${i}`, start: `${i}ms` } : {},
      ]),
    );
    const steps = Array.from({ length: 1000 }, (_, i) => ({
      at: `${i}s`,
      inject: { count: 2 },
      from: 'random(50)',
    }));
    const options = Object.fromEntries(
      Array.from({ length: 100 }, (_, i) => [`option${i}`, 'x'.repeat(500)]),
    );
    const text = describePlan(
      makePlan(mesh({ nodes, links: { shape: 'small-world', degree: 6 }, steps, peer: options }), 'r1'),
    );
    expect(text.split('\n').length).toBeLessThan(70);
    for (const line of text.split('\n')) expect(line.length).toBeLessThan(1200);
  });
});
