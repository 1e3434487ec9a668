/**
 * `network: routed`: what is wrong and where, and which node gets which address. Each row of mistakes: what it is, the file,
 * and the problems, each as `line:column text`, and what to do.
 */

import { describe, expect, it } from 'vitest';
import { AddressRange } from '../../../harness/topology/expand/address-range.ts';
import { parseTopology, topologyFromObject } from '../../../harness/topology/load.ts';
import { conditionsElsewhere, reachesElsewhere } from '../../../harness/topology/model/network.ts';
import { writeTopology } from '../../../harness/topology/print/write.ts';
import { type Row, tryRows } from './problems.ts';

const TWO = 'nodes: { count: 2 }\nlinks: [[n1, n2]]\n';
const ROUTED = `${TWO}network: routed\n`;
const A_RANGE = 'Write a range like `198.18.0.0/15`, or `ipv6`.';
const A_KIND = 'Write `ipv4` or `ipv6`, or `network: routed`.';
const ONE_OF_EACH = 'Write one of IPv4, one of IPv6, or one of each.';
const OR_ROUTED = 'Write `network: routed`, or leave it out.';

/** Two nodes, the first at this address, the other at that. */
const at = (a: string, b?: string) =>
  `network: routed\nnodes:\n  a: { address: ${a} }\n  b: ${b === undefined ? '' : `{ address: ${b} }`}\nlinks: [[a, b]]\n`;
const range = (written: string, ...problem: [string, string]): Row => [
  written,
  `${ROUTED}addresses: ${written}\n`,
  problem,
];
const noNode = (written: string): Row =>
  range(written, `4:12 no node can have an address of \`${written}\``, A_RANGE);

const NETWORK: Row[] = [
  [
    'another word',
    `${TWO}network: rooted\n`,
    ['3:10 found the text `rooted`', 'Did you mean `routed`? Allowed: flat, routed.'],
  ],
  [
    'addresses on a flat one',
    `${TWO}addresses: 10.0.0.0/8\n`,
    ['3:12 a flat network takes no ranges of addresses', A_KIND],
  ],
  [
    'a word for addresses that is none',
    `${TWO}addresses: constructor\n`,
    ['3:12 a flat network takes no ranges of addresses', A_KIND],
  ],
  [
    'both kinds on a flat one',
    `${TWO}addresses: [ipv4, ipv6]\n`,
    ['3:12 a flat network takes no ranges of addresses', A_KIND],
  ],
  [
    'elsewhere on a flat one',
    `${TWO}network: flat\nelsewhere: closed\n`,
    ['4:1 `elsewhere` on a flat network', OR_ROUTED],
  ],
  [
    'the address of a node on a flat one',
    'nodes:\n  a: { address: 198.18.7.1 }\n  b:\nlinks: [[a, b]]\n',
    ['2:8 `address` on a flat network', OR_ROUTED],
  ],
  [
    'networks beside it',
    `${ROUTED}networks: { left: all }\n`,
    [
      '4:1 `networks` together with `network: routed`',
      'Link the nodes that may talk, and write `elsewhere: closed`.',
    ],
  ],
  [
    'NATs of relays, of all nodes',
    'nodes: { count: 2, nat: { timeout: 1s } }\nlinks: [[n1, n2]]\nnetwork: routed\n',
    ['1:20 `nat` on a routed network is not supported yet', 'Leave one of the two out.'],
  ],
  [
    'NATs of relays, of one node',
    'nodes:\n  a: { nat: { timeout: 1s } }\n  b:\nlinks: [[a, b]]\nnetwork: routed\n',
    ['2:8 `nat` on a routed network is not supported yet', 'Leave one of the two out.'],
  ],
];

const RANGES: Row[] = [
  range('everywhere', '4:12 `everywhere` is no range of addresses', A_RANGE),
  range('10.0.0.0', '4:12 `10.0.0.0` is no range of addresses', A_RANGE),
  range('10.0.0.0/40', '4:12 `10.0.0.0/40` is no range of addresses', A_RANGE),
  range('constructor', '4:12 `constructor` is no range of addresses', A_RANGE),
  range('[ipv6, 2001:db8::/32]', '4:19 two ranges of IPv6', ONE_OF_EACH),
  range('7', '4:12 `7` is no range of addresses', A_RANGE),
  range('10.1.2.3/8', '4:12 `10.1.2.3/8` has bits beyond its first 8', A_RANGE),
  noNode('127.0.0.0/8'),
  noNode('224.0.0.0/4'),
  noNode('0.0.0.0/0'),
  noNode('fe80::/64'),
  noNode('::ffff:0:0/96'),
  range('[]', '4:12 no range', 'Write one, or leave `addresses` out.'),
  range('[10.0.0.0/8, 198.18.0.0/15]', '4:25 two ranges of IPv4', ONE_OF_EACH),
  range('[10.0.0.0/8, 2001:db8::/32, 2001:db9::/32]', '4:40 two ranges of IPv6', ONE_OF_EACH),
  range('10.0.0.0/30', '4:12 10.0.0.0/30 has room for 1 node, and there are 2', 'Write a larger range.'),
  range('10.0.0.0/32', '4:12 10.0.0.0/32 has room for 0 nodes, and there are 2', 'Write a larger range.'),
  [
    'the usual one, for very many',
    'nodes: { count: 200000 }\nlinks: []\nnetwork: routed\n',
    ['3:10 198.18.0.0/15 has room for 131069 nodes, and there are 200000', 'Write a larger range.'],
  ],
];

const ADDRESSES: Row[] = [
  ['no address', at('here'), ['3:17 `here` is no address', 'Write one like `198.18.7.1`.']],
  ['half of one', at('198.18.7'), ['3:17 `198.18.7` is no address', 'Write one like `198.18.7.1`.']],
  [
    'one with a zone',
    at('fe80::1%eth0'),
    ['3:17 `fe80::1%eth0` is no address', 'Write one like `198.18.7.1`.'],
  ],
  ['none', at('[]'), ['3:17 no address', 'Write one, or leave `address` out.']],
  [
    'one outside',
    at('10.0.0.1'),
    ['3:17 `10.0.0.1` is outside 198.18.0.0/15', 'Write another, or another range in `addresses`.'],
  ],
  [
    'one of the other family',
    at('"2001:db8::7"'),
    ['3:17 `2001:db8::7` is outside 198.18.0.0/15', 'Write another, or another range in `addresses`.'],
  ],
  [
    "the range's own",
    at('198.18.0.0'),
    ['3:17 `198.18.0.0` is no address that a node can have', 'Write another.'],
  ],
  [
    'that of all',
    at('198.19.255.255'),
    ['3:17 `198.19.255.255` is no address that a node can have', 'Write another.'],
  ],
  ["the router's", at('198.18.0.1'), ['3:17 `198.18.0.1` is the address of the router', 'Write another.']],
  ["another's", at('198.18.7.1', '198.18.7.1'), ['4:17 `198.18.7.1` is the address of a', 'Write another.']],
  [
    'two of one family',
    at('[198.18.7.1, 198.18.8.1]'),
    ['3:30 a second address of IPv4', 'A node has one of IPv4, one of IPv6, or one of each.'],
  ],
  [
    'one for many',
    'nodes: { count: 2, address: 198.18.7.1 }\nlinks: [[n1, n2]]\nnetwork: routed\n',
    [
      '1:20 unknown key `address`',
      'Allowed here: count, image, command, program, env, env_file, folder, container, ready, start, nat, firewall, uplink, downlink.',
    ],
  ],
];

const ELSEWHERE: Row[] = [
  ['another word', `${ROUTED}elsewhere: shut\n`, ['4:12 found the text `shut`', 'Allowed: open, closed.']],
  [
    'wrong conditions',
    `${ROUTED}elsewhere: { latency: fast }\n`,
    ['4:23 `fast` is not a duration', 'Write a number and a unit, like `5ms` or `5s`.'],
  ],
  [
    'half of conditions',
    `${ROUTED}elsewhere: { queue: 10KiB }\n`,
    ['4:21 a `queue` without a `rate`', 'Write the rate, as in `rate: 10Mbit`.'],
  ],
];

const BESIDE = 'a command runs beside the program.';
const program = (how: string, ...problem: [string, string]): Row => [
  how,
  `network: routed\nprograms:\n  p: { command: [p], peers: never, ${how} }\nnodes: { count: 2, program: p }\nlinks: []\n`,
  problem,
];

/** What is asked from where meshbed runs. */
const PROGRAMS: Row[] = [
  ...['tcp: true', 'udp: 80', 'http: /'].map((how) =>
    program(
      `ready: { ${how} }`,
      `3:45 \`${how.slice(0, how.indexOf(':'))}\` on a routed network, which meshbed is not on`,
      `Write \`log\` or \`exec\`: ${BESIDE}`,
    ),
  ),
  program(
    'ready: { log: up }, inject: { http: { url: "http://x/" } }',
    '3:66 `http` on a routed network, which meshbed is not on',
    `Write \`stdin\` or \`exec\`: ${BESIDE}`,
  ),
];

tryRows([
  ['the network', NETWORK],
  ['programs', PROGRAMS],
  ['addresses', RANGES],
  ['the address of a node', ADDRESSES],
  ['elsewhere', ELSEWHERE],
]);

const load = (more: object) =>
  topologyFromObject({ seed: 1, nodes: { count: 3 }, links: [], network: 'routed', ...more });
const addressesOf = (more: object) => load(more).nodes.map(({ addresses }) => addresses?.join(' and '));

describe('what nodes get', () => {
  it('a /24 each of 198.18.0.0/15, whose first address is the router', () => {
    expect(load({}).network).toEqual({
      ranges: ['198.18.0.0/15'],
      router: ['198.18.0.1'],
      elsewhere: 'open',
    });
    expect(addressesOf({})).toEqual(['198.18.1.1', '198.18.2.1', '198.18.3.1']);
  });

  it('one after the other, where the range has not so many', () => {
    expect(addressesOf({ addresses: '10.9.0.0/24' })).toEqual(['10.9.0.2', '10.9.0.3', '10.9.0.4']);
    expect(addressesOf({ addresses: '10.9.0.0/22' })).toEqual(['10.9.1.1', '10.9.2.1', '10.9.3.1']);
    expect(addressesOf({ addresses: '10.9.0.0/23' })).toEqual(['10.9.0.2', '10.9.0.3', '10.9.0.4']);
  });

  it('all that a small range has', () => {
    const nodes = { count: 5 };
    expect(addressesOf({ nodes, addresses: '10.0.0.0/29' }).at(-1)).toBe('10.0.0.6');
  });

  it('a /64 each of IPv6, and one of each where there are both, that of IPv4 first', () => {
    expect(addressesOf({ addresses: '2001:db8::/32' })[1]).toBe('2001:db8:0:2::1');
    const both = load({ addresses: ['2001:db8::/32', '10.0.0.0/8'] });
    expect(both.network).toMatchObject({
      ranges: ['10.0.0.0/8', '2001:db8::/32'],
      router: ['10.0.0.1', '2001:db8::1'],
    });
    expect(both.nodes[0]?.addresses).toEqual(['10.0.1.1', '2001:db8:0:1::1']);
  });

  it('the ranges for tests, where only the kind of addresses is said', () => {
    expect(load({ addresses: 'ipv4' })).toEqual(load({}));
    expect(load({ addresses: 'ipv6' }).network?.ranges).toEqual(['2001:2::/48']);
    expect(addressesOf({ addresses: 'ipv6' })[0]).toBe('2001:2:0:1::1');
    expect(addressesOf({ addresses: ['ipv6', 'ipv4'] })[0]).toBe('198.18.1.1 and 2001:2:0:1::1');
  });

  it('what they ask for, before others get theirs', () => {
    const nodes = { a: {}, b: { address: '198.18.1.1' }, c: { address: '198.18.7.9' } };
    expect(addressesOf({ nodes })).toEqual(['198.18.4.1', '198.18.1.1', '198.18.7.9']);
  });

  it('an address once, whatever they ask for', () => {
    const names = Array.from({ length: 40 }, (_, i) => `n${i}`);
    const nodes = Object.fromEntries(
      names.map((name, i) => [name, i % 3 ? {} : { address: `10.0.0.${i + 2 + (i % 7)}` }]),
    );
    const given = addressesOf({ nodes, addresses: '10.0.0.0/25' });
    expect(new Set(given).size).toBe(40);
    for (const address of given) expect(address).toMatch(/^10\.0\.0\.\d+$/);
  });
});

describe('a flat network', () => {
  const flat = (more: object) => topologyFromObject({ seed: 1, nodes: { count: 2 }, links: [], ...more });

  it('has addresses of IPv4, or where that is said of IPv6; which they are, the runtime says', () => {
    expect(flat({ addresses: 'ipv4' })).toEqual(flat({}));
    const { nodes, network, addresses } = flat({ addresses: 'ipv6' });
    expect([addresses, network, nodes[0]?.addresses]).toEqual(['ipv6', undefined, undefined]);
  });

  it('is written as it was read', () => {
    const topology = flat({ addresses: 'ipv6' });
    const written = writeTopology(topology);
    expect(written).toContain('\naddresses: ipv6\n');
    expect(parseTopology(written, 'flat.yaml')).toEqual(topology);
  });
});

describe('between nodes without a link', () => {
  it.each([
    ['all passes, where nothing is said', {}, true, undefined],
    ['all passes', { elsewhere: 'open' }, true, undefined],
    ['nothing passes', { elsewhere: 'closed' }, false, undefined],
    ['conditions hold', { elsewhere: { latency: '80ms' } }, true, { latencyMs: 80 }],
    ['conditions that are none hold', { elsewhere: {} }, true, undefined],
  ])('%s', (_, written, reaches, conditions) => {
    const topology = load(written);
    expect(reachesElsewhere(topology)).toBe(reaches);
    expect(conditionsElsewhere(topology)).toEqual(conditions);
  });
});

it('an address of its own network has room for exactly so many', () => {
  for (const [text, room] of Object.entries({
    '10.0.0.0/28': 13,
    '10.0.0.0/24': 253,
    '2001:db8::/124': 14,
  })) {
    const found = AddressRange.parse(text) as AddressRange;
    expect(found.room).toBe(room);
    expect(found.at(room - 1, room)).not.toBeNull();
    expect(found.at(room, room)).toBeNull();
  }
});
