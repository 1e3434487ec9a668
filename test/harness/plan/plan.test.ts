import { describe, expect, it } from 'vitest';
import { deadlineMs, lastMomentMs, plannedEndMs, settleMs } from '../../../harness/plan/deadline.ts';
import { delayBounds } from '../../../harness/plan/delays.ts';
import { describePlan } from '../../../harness/plan/describe.ts';
import { measureGraph } from '../../../harness/plan/graph.ts';
import { makePlan, openPlan } from '../../../harness/plan/plan.ts';
import type { Plan } from '../../../harness/plan/types.ts';
import { topologyFromObject } from '../../../harness/topology/load.ts';
import type { Topology } from '../../../harness/topology/topology.ts';

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

  it('on a routed network sends all links through the router, whatever is to come or to be captured', () => {
    const routed = makePlan(mesh({ network: 'routed' }), 'r1');
    const vias = (plan: Plan) => [...new Set(plan.links.map(({ via }) => via))];
    expect(vias(routed)).toEqual(['router']);
    expect(vias(openPlan(routed))).toEqual(['router']);
    expect(vias(makePlan(mesh({ network: 'routed' }), 'r1', 'all'))).toEqual(['router']);
    expect(vias(openPlan(makePlan(mesh(), 'r1')))).toEqual(['relay']);
    expect(openPlan(routed).open).toBe(true);
    expect(routed.nodes[1]?.addresses).toEqual(['198.18.2.1']);
    expect(describePlan(routed)).toContain('go through the router');
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

describe('a link goes through a relay', () => {
  const relayed = (more: Record<string, unknown>) =>
    makePlan(mesh({ links: { shape: 'line' }, ...more }), 'r1')
      .links.filter((link) => link.via === 'relay')
      .map(({ a, b }) => `${a}–${b}`);
  const all = ['n1–n2', 'n2–n3', 'n3–n4', 'n4–n5', 'n5–n6'];
  const list = [
    ['n1', 'n2'],
    ['n2', 'n3', { n2: { loss: '1%' } }],
    ['n3', 'n4', { loss: '0%' }],
  ];

  it.each([
    ['no need', {}, []],
    ['conditions', { links: { shape: 'line', latency: '1ms' } }, all],
    ['conditions one way', { links: list }, ['n2–n3']],
    ['a cut, one way', { steps: [{ at: '1s', cut: { from: 'n4', to: 'n3' } }] }, ['n3–n4']],
    ['new conditions', { steps: [{ at: '1s', link: { between: ['n1', 'n2'] } }] }, ['n1–n2']],
    [
      'a partition',
      { steps: [{ at: '1s', partition: ['n1..n2', ['n3', 'n6'], 'rest'] }] },
      ['n2–n3', 'n3–n4', 'n5–n6'],
    ],
    [
      'what is done to nodes',
      {
        steps: [
          { at: '1s', disconnect: 'n1' },
          { at: '2s', kill: 'n2' },
        ],
      },
      [],
    ],
    [
      'a NAT',
      { nodes: { a: {}, b: { nat: { timeout: '5s' } }, c: {}, d: {} }, links: { shape: 'line' } },
      ['a–b', 'b–c'],
    ],
  ])('for %s', (_, more, links) => {
    expect(relayed(more)).toEqual(links);
  });

  it('while nodes know the networks that they are on', () => {
    const plan = makePlan(mesh({ networks: { left: 'n1..n4', right: ['n1', 'n4', 'rest'] } }), 'r1');
    expect(plan.nodes.map((node) => node.networks.join())).toEqual([
      'left,right',
      'left',
      'left',
      'left,right',
      'right',
      'right',
    ]);
  });
});

describe('how long a run takes', () => {
  it('allows for what links may hold back', () => {
    const links = { shape: 'line', latency: '100ms', jitter: '20ms' };
    const expect_ = { delivery: { within: '1s' }, keepalive: { detect: '500ms', recover: '1s' }, settle: 0 };
    const topology = mesh({ links, expect: expect_ });
    expect(plannedEndMs(topology)).toBe(1000 + 5 * 120);
    const steps = [{ at: '1s', link: { between: ['n1', 'n2'], latency: '2s' } }];
    expect(plannedEndMs(mesh({ links, expect: expect_, steps }))).toBe(
      1000 + Math.max(1000 + 4 * 120 + 2000, 1000 + 4000),
    );
    const churned = mesh({
      links: { shape: 'full', latency: '100ms' },
      expect: expect_,
      steps: [{ at: '1s', kill: 'n1' }],
    });
    expect(delayBounds(churned)).toEqual({ linkMs: 100, pathMs: 500, anyPathMs: 500 });
    expect(delayBounds(mesh({ links: { shape: 'full', latency: '100ms' } }))).toEqual({
      linkMs: 100,
      pathMs: 100,
      anyPathMs: 500,
    });
  });

  it('allows for word of others than neighbours to go round by the longest way', () => {
    const links = { shape: 'ring', latency: '100ms' };
    const ends = (of: string) =>
      plannedEndMs(
        mesh({ links, expect: { delivery: false, keepalive: { detect: '1s', of }, settle: '0s' } }),
      );
    expect(ends('all') - ends('neighbours')).toBe(3 * 500 - 2 * 100);
  });

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
    expect(measureGraph(mesh({ nodes, links }))).toMatchObject(facts);
  });

  it('says when the diameter is only a lower bound', () => {
    expect(measureGraph(mesh({ nodes: { count: 20_000 }, links: { shape: 'line' } }))).toMatchObject({
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

  it('shows networks, conditions, NAT, ways and faults', () => {
    const topology = mesh({
      nodes: { count: 8, nat: { timeout: '10s' } },
      links: {
        shape: 'ring',
        latency: '30ms',
        loss: '1%',
        list: [['n1', 'n2', { n1: { burst: { enter: '1%', leave: '25%' } }, rate: '1Mbit', queue: '64KiB' }]],
      },
      networks: { left: 'n1..n5', right: ['n1', 'n5', 'rest'] },
      steps: [
        { at: '1s', partition: ['n1..n4', 'rest'] },
        { at: '2s', heal: 'all' },
        { at: '3s', cut: [['n1', 'n2'], { from: 'n3', to: 'n4' }] },
        { at: '4s', mend: 'all' },
        { at: '5s', link: { between: 'all', latency: '1ms' } },
        { at: '6s', link: { from: 'n1' } },
        { at: '7s', churn: { share: '10%', for: '10s' } },
      ],
      expect: { delivery: { to: 'eventual' } },
    });
    expect(describePlan(makePlan(topology, 'r1'))).toMatchInlineSnapshot(`
      "mesh (seed 42)
        nodes    8: n1 … n8
                 behind a NAT that forgets after 10s: n1 … n8
        networks left: n1 … n5
                 right: n1, n5 … n8
                 on more than one of them: n1, n5
        links    8: 2 neighbours a node; 4 hops from end to end; in one piece
                 all go through relays
                 latency 30ms, loss 1%: n1–n8, n2–n3, n3–n4 and 4 more
                 latency 30ms, loss 1%, bursts (enter 1%, leave 25%), rate 1Mbit (queue 64KiB): n1→n2
                 latency 30ms, loss 1%, rate 1Mbit (queue 64KiB): n2→n1
        steps         1s  partition n1 … n4 | n5 … n8
                      2s  heal the partition
                      3s  cut n1–n2, n3→n4
                      4s  mend n1–n2, n3→n4
                      5s  link n1–n2, n1–n8, n2–n3, n3–n4 and 4 more: now latency 1ms
                      6s  link n1→n2, n1→n8: now no conditions
                 12.852s  kill n5
                 14.852s  start n5
        expects  each message reaches every node, also one that comes later within 5s
                 none is delivered twice
                 no neighbour is called dead that was reachable for 5s
        ends     after 25.6s or sooner, the last 5s of it quiet; given up after 37s"
    `);
  });

  it('says of a flat network only where its addresses are not the usual ones', () => {
    const flat = (more: Record<string, unknown>) => describePlan(makePlan(mesh(more), 'r1'));
    expect(flat({ addresses: 'ipv6' })).toContain('  network  flat, with addresses of IPv6');
    expect(flat({ addresses: 'ipv4' })).not.toContain('network ');
  });

  it('says of a routed network who has which address, and what holds between nodes without a link', () => {
    const routed = (more: object) =>
      describePlan(makePlan(mesh({ nodes: { count: 6 }, network: 'routed', ...more }), 'r1'));
    expect(routed({})).toContain(
      [
        '  network  routed: 198.18.0.0/15, the router at 198.18.0.1; elsewhere: all passes',
        '           n1 198.18.1.1, n2 198.18.2.1, n3 198.18.3.1, n4 198.18.4.1, and 2 more',
        '  links ',
      ].join('\n'),
    );
    expect(routed({ elsewhere: 'closed' })).toContain('elsewhere: nothing passes');
    expect(routed({ elsewhere: { loss: '100%' } })).toContain('elsewhere: nothing passes');
    expect(routed({ elsewhere: { latency: '80ms', loss: '1%' } })).toContain(
      'elsewhere: latency 80ms, loss 1%',
    );
    expect(routed({ addresses: ['10.0.0.0/24', 'fd00::/64'] })).toMatch(
      /routed: 10\.0\.0\.0\/24 and fd00::\/64, the router at 10\.0\.0\.1 and fd00::1/,
    );
    expect(routed({ reach: 'all', elsewhere: 'closed' })).toContain('only those with a link may talk');
    const apart = 'between nodes with a firewall between them nothing is owed without a link';
    const site = (nodes: string) => ({ reach: 'all', sites: { home: { nodes, firewall: true } } });
    expect(routed(site('n1..n3'))).toContain(apart);
    expect(routed(site('all'))).not.toContain(apart);
  });

  it('gives a run as long as what goes without a link may take', () => {
    const ends = (more: object) =>
      plannedEndMs(
        mesh({ nodes: { count: 3, command: ['agent'] }, network: 'routed', reach: 'all', ...more }),
      );
    expect(ends({ elsewhere: { latency: '3s' } })).toBe(ends({}) + 6_000);
  });

  it('says which few links go through relays', () => {
    const links = [
      ['n1', 'n2', { loss: '5%' }],
      ['n2', 'n3'],
      ['n3', 'n4'],
    ];
    const text = describePlan(makePlan(mesh({ links }), 'r1'));
    expect(text).toContain('1 goes through a relay: n1–n2');
    expect(text).toContain('2 go straight from node to node: n2–n3, n3–n4');
    expect(text).toContain('loss 5%: n1–n2');
  });

  it('says what is captured: of the links that need relays, or of all, which then all go through them', () => {
    const links = { links: { shape: 'ring', list: [['n1', 'n2', { loss: '5%' }]] } };
    const text = (capture?: 'relayed' | 'all') =>
      describePlan(makePlan(mesh({ nodes: { count: 5 }, ...links }), 'r1', capture));
    expect(text()).not.toContain('captured');
    expect(text('relayed')).toContain('what goes through relays is captured');
    expect(text('relayed')).toContain('4 go straight');
    expect(text('all')).toContain('all go through relays, which capture what passes');
    expect(makePlan(mesh(links), 'r1', 'all').links.every(({ via }) => via === 'relay')).toBe(true);
  });

  it('warns where messages of the bundled peer do not reach', () => {
    const line = (count: number, more = {}) =>
      describePlan(makePlan(mesh({ nodes: { count }, links: { shape: 'line' }, ...more }), 'r1'));
    expect(line(33)).not.toContain('warning');
    expect(line(34)).toContain(
      "warning: the bundled peer's messages go 32 hops and no further; write `peer: { hops: 33 }`",
    );
    expect(line(34, { peer: { hops: 33 } })).not.toContain('warning');
    expect(line(34, { nodes: { count: 34, image: 'mine' } })).not.toContain('warning');
    expect(line(300)).toContain('it can be at most 255');
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
      makePlan(
        {
          ...mesh({ nodes, links: { shape: 'small-world', degree: 6, latency: '1ms' }, steps }),
          peer: options,
        },
        'r1',
      ),
    );
    expect(text.split('\n').length).toBeLessThan(70);
    for (const line of text.split('\n')) expect(line.length).toBeLessThan(1200);
  });
});
