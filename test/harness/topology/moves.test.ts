/** `move`: what it becomes, what is wrong with it and where, and what is left of it when steps before it are gone. */

import { describe, expect, it } from 'vitest';
import { repairTopology } from '../../../harness/shrink/search/repair.ts';
import { LiveSteps } from '../../../harness/topology/live-steps.ts';
import { parseTopology, topologyFromObject } from '../../../harness/topology/load.ts';
import {
  findGatesBetween,
  gatesOfNodeAt,
  longestDelayAtGatesMs,
} from '../../../harness/topology/model/gates.ts';
import { writeTopology } from '../../../harness/topology/print/write.ts';
import { stepText } from '../../../harness/topology/steps/text.ts';
import { verbNamed } from '../../../harness/topology/verbs/lookup.ts';
import { type Row, tryRows } from './problems.ts';

const HOME = { nodes: ['n1', 'n2'], addresses: '198.18.5.0/24' };

function routed(moves: object[], sections: object = {}) {
  const steps = moves.map((move, i) => ({ at: `${i + 1}s`, move }));
  const nodes = { count: 4 };
  return topologyFromObject({ seed: 1, network: 'routed', nodes, links: [], steps, ...sections });
}

const inWords = (moves: object[], sections?: object) => routed(moves, sections).steps.map(stepText);

describe('a node that moves', () => {
  it('to an address has that from then on, and another may have the one that it leaves', () => {
    expect(
      inWords([
        { node: 'n3', address: '198.18.7.7' },
        { node: 'n4', address: '198.18.3.1' },
        { node: 'n3', address: '198.18.4.1' },
      ]),
    ).toEqual([
      'move n3: 198.18.7.7 in place of 198.18.3.1',
      'move n4: 198.18.3.1 in place of 198.18.4.1',
      'move n3: 198.18.4.1 in place of 198.18.7.7',
    ]);
  });

  it('to a site with a range gets the next address of it; from there to none, one of the network', () => {
    expect(
      inWords(
        [
          { node: 'n3', site: 'home' },
          { node: 'n3', site: 'none' },
          { node: 'n1', site: 'none' },
        ],
        {
          sites: { home: HOME },
        },
      ),
    ).toEqual([
      'move n3 to home: 198.18.5.4 in place of 198.18.3.1',
      'move n3 away from its site: 198.18.3.1 in place of 198.18.5.4',
      'move n1 away from its site: 198.18.1.1 in place of 198.18.5.2',
    ]);
  });

  it('to a site without one keeps its address, unless one is written', () => {
    const sites = { cafe: { firewall: true } };
    expect(
      inWords(
        [
          { node: 'n3', site: 'cafe' },
          { node: 'n4', site: 'cafe', address: '198.18.9.9' },
        ],
        { sites },
      ),
    ).toEqual(['move n3 to cafe: still 198.18.3.1', 'move n4 to cafe: 198.18.9.9 in place of 198.18.4.1']);
  });

  it('has both families where both are written, and keeps what fits where only the site is', () => {
    const addresses = ['198.18.0.0/15', 'fd00::/48'];
    const sites = { home: { nodes: 'n1', addresses: 'fd00:0:0:77::/64' } };
    const both = ['198.18.7.7', 'fd00:0:0:9::1'];
    const [there, home] = routed(
      [
        { node: 'n3', address: both },
        { node: 'n3', site: 'home' },
      ],
      {
        addresses,
        sites,
      },
    ).steps;
    expect(there).toMatchObject({ addresses: both, before: ['198.18.3.1', 'fd00:0:0:3::1'] });
    expect(home).toMatchObject({ addresses: ['198.18.7.7', 'fd00:0:0:77::3'], before: both });
  });

  it('moves whether it runs or not, and while a mesh is held', () => {
    const topology = routed([]);
    const live = new LiveSteps(topology);
    live.expand({ kill: 'n3' }, 1000);
    const [step] = live.expand({ move: { node: 'n3', address: '198.18.7.7' } }, 2000);
    expect(step).toMatchObject({ verb: 'move', nodes: ['n3'], addresses: ['198.18.7.7'] });
    expect(() => live.expand({ move: { node: 'n2', address: '198.18.7.7' } }, 3000)).toThrow(
      '`198.18.7.7` is the address of n3',
    );
  });

  it.each([
    ['n3 cafe', { node: 'n3', site: 'cafe' }],
    ['n3 198.18.7.7', { node: 'n3', address: '198.18.7.7' }],
    ['n3 cafe fd00::7', { node: 'n3', site: 'cafe', address: 'fd00::7' }],
  ])('is typed as `move %s`', (typed, move) => {
    expect(verbNamed('move')?.typed?.read(typed)).toEqual({ move });
  });

  it.each(['', 'n3', 'n3 cafe pub', 'n3 198.18.7.7 198.18.7.8'])('is not typed as `move %s`', (typed) => {
    expect(verbNamed('move')?.typed?.read(typed)).toBeNull();
  });

  it('is written as it was meant', () => {
    const sites = { home: HOME, cafe: { firewall: true } };
    const topology = routed(
      [
        { node: 'n3', site: 'home' },
        { node: 'n3', site: 'none' },
        { node: 'n1', site: 'cafe' },
      ],
      { sites },
    );
    const text = writeTopology(topology);
    expect(text).toContain('- { at: 1s, move: { node: n3, site: home, address: 198.18.5.4 } }');
    expect(text).toContain('cafe: { firewall: true }\n');
    const again = parseTopology(text, 'again.yaml');
    const withoutLines = ({ steps, ...rest }: typeof topology) => ({
      ...rest,
      steps: steps.map(({ line: _, ...step }) => step),
    });
    expect(withoutLines(again)).toEqual(withoutLines(topology));
  });
});

describe('gates of nodes that move', () => {
  const QUEUE = { rate: '1Mbit', queue: '10KiB' };
  /** 10 KiB that wait and 1,500 bytes that leave, at 1 Mbit/s. */
  const FULL_MS = ((10_240 + 1500) * 8) / 1000;
  const sites = { home: { nodes: ['n1', 'n2'], firewall: true }, cafe: { uplink: QUEUE, downlink: QUEUE } };
  const topology = routed([{ node: 'n3', site: 'cafe' }], { sites });

  it('are those of each of their sites, whichever is worse', () => {
    const between = findGatesBetween(topology);
    expect(between('n3', 'n4')).toEqual({ delayMs: FULL_MS, mayDrop: true });
    expect(between('n4', 'n3')).toEqual({ delayMs: FULL_MS, mayDrop: true });
    expect(between('n2', 'n1')).toEqual({ delayMs: 0, mayDrop: false });
    expect(longestDelayAtGatesMs(topology)).toBe(2 * FULL_MS);
  });

  it('have their places in what the router is told', () => {
    const own = routed([{ node: 'n4', site: 'cafe' }], {
      sites,
      nodes: { n1: {}, n2: {}, n3: { firewall: true }, n4: {} },
    });
    expect(gatesOfNodeAt(own, 'n3', 'cafe')).toEqual([0, 2]);
    expect(gatesOfNodeAt(own, 'n3', null)).toEqual([0]);
    expect(gatesOfNodeAt(own, 'n4', 'home')).toEqual([1]);
  });
});

describe('moves that are left when others are taken away', () => {
  const without = (moves: object[], gone: number, sections?: object) => {
    const { steps, ...topology } = routed(moves, sections);
    return repairTopology({ ...topology, steps: steps.filter((_, i) => i !== gone) }).steps.map(stepText);
  };

  it('start from where the node is then', () => {
    const moves = ['198.18.7.7', '198.18.8.8'].map((address) => ({ node: 'n3', address }));
    expect(without(moves, 0)).toEqual(['move n3: 198.18.8.8 in place of 198.18.3.1']);
  });

  it('are gone where somebody has the address, or where the node is there', () => {
    const away = { node: 'n3', address: '198.18.7.7' };
    expect(without([away, { node: 'n4', address: '198.18.3.1' }], 0)).toEqual([]);
    expect(without([away, { node: 'n3', address: '198.18.3.1' }], 0)).toEqual([]);
  });
});

const TWO = 'nodes: { count: 2 }\nlinks: []\n';
const ROUTED = `${TWO}network: routed\n`;
const moving = (what: string, move: string, ...problem: [string, string]): Row => [
  what,
  `${ROUTED}steps: [{ at: 1s, move: ${move} }]\n`,
  problem,
];

const ROWS: Row[] = [
  [
    'on a flat network',
    `${TWO}steps: [{ at: 1s, move: { node: n1, address: 198.18.7.7 } }]\n`,
    ['3:25 `move` on a flat network', 'Write `network: routed`, or leave it out.'],
  ],
  moving(
    'to nowhere',
    '{ node: n1 }',
    '4:25 a `move` that says nowhere to',
    'Write `site: cafe`, `address: 198.18.7.7`, or both.',
  ),
  moving(
    'of two',
    '{ node: all, address: 198.18.7.7 }',
    '4:33 2 nodes, and one moves in a step',
    'Name one; each has a step of its own, and they may have the same time.',
  ),
  moving('to no site', '{ node: n1, site: cafe }', '4:43 `cafe` is no site', 'There are none.'),
  moving(
    'to an address outside',
    '{ node: n1, address: 10.0.0.1 }',
    '4:46 `10.0.0.1` is outside 198.18.0.0/15',
    'Write another, or another range in `addresses`.',
  ),
  moving(
    "to another's address",
    '{ node: n1, address: 198.18.2.1 }',
    '4:46 `198.18.2.1` is the address of n2',
    'Write another.',
  ),
  moving(
    "to the router's",
    '{ node: n1, address: 198.18.0.1 }',
    '4:46 `198.18.0.1` is the address of the router',
    'Write another.',
  ),
  moving(
    'to where it is',
    '{ node: n1, address: 198.18.1.1 }',
    '4:25 n1 is at 198.18.1.1 already',
    'Name another place.',
  ),
  [
    "to an address of another site's",
    `${ROUTED}sites: { home: { nodes: n1, addresses: 198.18.5.0/24 } }\nsteps: [{ at: 1s, move: { node: n2, address: 198.18.5.9 } }]\n`,
    ['5:46 `198.18.5.9` is an address of the site `home`', 'Write another, or put the node into the site.'],
  ],
  [
    'to a site that is full',
    `${ROUTED}sites: { home: { nodes: n1, addresses: 198.18.5.0/30 } }\nsteps: [{ at: 1s, move: { node: n2, site: home } }]\n`,
    ['5:43 198.18.5.0/30 has no address left', 'Write a larger range.'],
  ],
];

tryRows([['a move', ROWS]]);
