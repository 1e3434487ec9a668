import { describe, expect, it } from 'vitest';
import { parseTopology, topologyFromObject } from '../../../harness/topology/load.ts';
import { allGates, findGatesBetween, groupsWithinFirewalls } from '../../../harness/topology/model/gates.ts';
import { writeTopology } from '../../../harness/topology/print/write.ts';
import { type Row, tryRows } from './problems.ts';

const MIBIT = { rate: '1Mbit', queue: '10KiB' };
/** 10 KiB that wait and 1,500 bytes that leave, at 1 Mbit/s. */
const FULL_MS = ((10_240 + 1500) * 8) / 1000;

function routed(sections: object, nodes: object = { alice: {}, phone: {}, bob: {}, carol: {} }) {
  return topologyFromObject({ seed: 1, network: 'routed', nodes, links: [], ...sections });
}

function addressesOf(topology: ReturnType<typeof routed>): Record<string, string> {
  return Object.fromEntries(topology.nodes.map(({ name, addresses = [] }) => [name, addresses.join()]));
}

describe('a site', () => {
  it('has nodes, and what stands between them and all others', () => {
    const home = { nodes: ['alice', 'phone'], firewall: true, uplink: MIBIT, downlink: { rate: '50Mbit' } };
    expect(routed({ sites: { home } }).network?.sites).toEqual([
      {
        name: 'home',
        nodes: ['alice', 'phone'],
        firewall: true,
        uplink: { rateBps: 1e6, queueBytes: 10_240 },
        downlink: { rateBps: 50e6, queueBytes: 625_000 },
      },
    ]);
  });

  it('has no firewall where that is false, and no uplink where its rate is off', () => {
    const home = { nodes: 'alice', firewall: false, uplink: { rate: 'off' } };
    expect(routed({ sites: { home } }).network?.sites).toEqual([{ name: 'home', nodes: ['alice'] }]);
  });

  it('takes selectors, of which `rest` is who is in no site before', () => {
    const topology = routed({ sites: { a: { nodes: 'n1..n2' }, b: { nodes: ['rest'] } } }, { count: 5 });
    expect(topology.network?.sites?.map(({ nodes }) => nodes)).toEqual([
      ['n1', 'n2'],
      ['n3', 'n4', 'n5'],
    ]);
  });

  it('gives its nodes addresses of its own range, one behind the other, and others get none of them', () => {
    const sites = { home: { nodes: ['alice', 'phone'], addresses: '198.18.3.0/24' } };
    expect(addressesOf(routed({ sites }))).toEqual({
      alice: '198.18.3.2',
      phone: '198.18.3.3',
      bob: '198.18.5.1',
      carol: '198.18.4.1',
    });
  });

  it('has of a family that it has no range of what the network gives', () => {
    const sites = { home: { nodes: ['alice'], addresses: 'fd00:0:0:7::/64' } };
    const addresses = ['198.18.0.0/15', 'fd00::/48'];
    expect(addressesOf(routed({ sites, addresses })).alice).toBe('198.18.1.1,fd00:0:0:7::2');
  });

  it('lets a node have an address of its range that is written', () => {
    const sites = { home: { nodes: ['alice', 'phone'], addresses: '198.18.5.0/24' } };
    const nodes = { alice: {}, phone: { address: '198.18.5.2' }, bob: {} };
    expect(addressesOf(routed({ sites }, nodes))).toMatchObject({ alice: '198.18.5.3', phone: '198.18.5.2' });
  });
});

describe('gates', () => {
  const nodes = { alice: {}, phone: { uplink: MIBIT }, bob: { firewall: true }, carol: {} };
  const sites = { home: { nodes: ['alice', 'phone'], uplink: MIBIT, downlink: MIBIT, firewall: true } };
  const topology = routed({ sites }, nodes);
  const between = findGatesBetween(topology);

  it('are those of nodes, and outside of them those of sites', () => {
    expect(allGates(topology).map(({ nodes }) => nodes)).toEqual([['phone'], ['bob'], ['alice', 'phone']]);
  });

  it('hold what leaves and what comes for as long as their queues are', () => {
    expect(between('alice', 'carol')).toEqual({ delayMs: FULL_MS, mayDrop: true });
    expect(between('phone', 'carol')).toEqual({ delayMs: 2 * FULL_MS, mayDrop: true });
    expect(between('carol', 'phone')).toEqual({ delayMs: FULL_MS, mayDrop: true });
  });

  it('do nothing between nodes of a site but for their own', () => {
    expect(between('alice', 'phone')).toEqual({ delayMs: 0, mayDrop: false });
    expect(between('phone', 'alice')).toEqual({ delayMs: FULL_MS, mayDrop: true });
  });

  it('may keep out what comes in by a firewall, and not what leaves', () => {
    expect(between('carol', 'bob')).toEqual({ delayMs: 0, mayDrop: true });
    expect(between('bob', 'carol')).toEqual({ delayMs: 0, mayDrop: false });
  });

  it('stand beside `count` for each node by itself', () => {
    const each = routed({}, { count: 2, firewall: true });
    expect(allGates(each)).toEqual([
      { nodes: ['n1'], firewall: true },
      { nodes: ['n2'], firewall: true },
    ]);
  });

  it('are written as they were', () => {
    const range = { addresses: ['198.18.5.0/24', 'fd00:0:0:7::/64'] };
    const written = routed(
      {
        sites: { home: { ...sites.home, ...range }, 0: { nodes: 'bob' } },
        addresses: ['198.18.0.0/15', 'fd00::/48'],
      },
      nodes,
    );
    const { name, ...again } = parseTopology(writeTopology(written), 'again.yaml');
    expect({ name, ...again }).toEqual(written);
  });
});

const ROUTED = 'network: routed\nnodes: { a: , b: , c: }\nlinks: []\n';
const RANGE = 'Write a part of that.';

const ROWS: [string, Row[]][] = [
  [
    'a mistake in sites',
    [
      [
        'no nodes',
        `${ROUTED}sites: { home: { firewall: true } }\n`,
        ['4:10 a site without nodes', 'Write its `nodes`, or a step that moves one there.'],
      ],
      [
        'nodes that are misspelt',
        `${ROUTED}sites: { home: { nods: a, firewall: true } }\n`,
        [
          '4:18 unknown key `nods`',
          'Did you mean `nodes`? Allowed here: nodes, firewall, uplink, downlink, addresses.',
        ],
      ],
      [
        'nobody',
        `${ROUTED}sites: { home: { nodes: [] } }\n`,
        ['4:25 a list of no nodes', 'Name one or more.'],
      ],
      [
        'a node in two',
        `${ROUTED}sites: { home: { nodes: [a, b] }, work: { nodes: [b, c] } }\n`,
        ['4:50 `b` is in the site `home`', 'A node is in one site at most.'],
      ],
      [
        'a range outside',
        `${ROUTED}sites: { home: { nodes: a, addresses: 10.0.0.0/24 } }\n`,
        ['4:39 `10.0.0.0/24` is outside 198.18.0.0/15', RANGE],
      ],
      [
        'a range larger than that of the network',
        `${ROUTED}sites: { home: { nodes: a, addresses: 198.16.0.0/12 } }\n`,
        ['4:39 `198.16.0.0/12` is outside 198.18.0.0/15', RANGE],
      ],
      [
        'ranges that overlap',
        `${ROUTED}sites:\n  home: { nodes: a, addresses: 198.18.4.0/22 }\n  work: { nodes: b, addresses: 198.18.5.0/24 }\n`,
        ['6:32 `198.18.5.0/24` overlaps the addresses of the site `home`', 'Write another range.'],
      ],
      [
        'a range without room',
        `${ROUTED}sites: { home: { nodes: [a, b], addresses: 198.18.5.0/30 } }\n`,
        ['4:44 198.18.5.0/30 has room for 1 node, and the site has 2', 'Write a larger range.'],
      ],
      [
        'no range',
        `${ROUTED}sites: { home: { nodes: a, addresses: home } }\n`,
        ['4:39 `home` is no range of addresses', 'Write a range like `198.18.5.0/24`.'],
      ],
      [
        'a name that is none',
        `${ROUTED}sites: { "my home": { nodes: a } }\n`,
        [
          "4:10 `my home` cannot be a site's name",
          'A name has up to 32 letters (a to z), digits, `-`, `_` and `.`, and begins with a letter or a digit.',
        ],
      ],
      [
        'an address of a node outside its site',
        'network: routed\nnodes: { a: { address: 198.18.9.9 } }\nlinks: []\nsites: { home: { nodes: a, addresses: 198.18.5.0/24 } }\n',
        ['2:24 `198.18.9.9` is outside 198.18.5.0/24', 'Write another, or another range in `addresses`.'],
      ],
      [
        'an address of a site for a node that is not in it',
        'network: routed\nnodes: { a: , b: { address: 198.18.5.9 } }\nlinks: []\nsites: { home: { nodes: a, addresses: 198.18.5.0/24 } }\n',
        [
          '2:29 `198.18.5.9` is an address of the site `home`',
          'Write another, or put the node into the site.',
        ],
      ],
      [
        'all addresses of the network',
        'network: routed\naddresses: 198.18.5.0/24\nnodes: { a: , b: }\nlinks: []\nsites: { home: { nodes: a, addresses: 198.18.5.0/24 } }\n',
        ['2:12 198.18.5.0/24 has no room for 2 nodes beside those of sites', 'Write a larger range.'],
      ],
    ],
  ],
  [
    'a mistake in a gate',
    [
      [
        'a firewall that is no switch',
        'network: routed\nnodes: { a: { firewall: strict } }\nlinks: []\n',
        ['2:25 found the text `strict`', 'Write `true` or `false`.'],
      ],
      [
        'an uplink without a rate',
        'network: routed\nnodes: { a: { uplink: { queue: 64KiB } } }\nlinks: []\n',
        ['2:23 `rate` is missing', 'Write it like `5Mbit` or `5kbit`.'],
      ],
      [
        'a queue that holds not one packet',
        'network: routed\nnodes: { a: { downlink: { rate: 1Mbit, queue: 500B } } }\nlinks: []\n',
        [
          '2:47 a queue of 500B cannot hold one datagram of 1500B',
          'Write `queue: 1500B` or more, or a smaller `mtu`.',
        ],
      ],
    ],
  ],
  [
    'on a flat network',
    [
      [
        'sites and gates',
        'nodes: { a: { firewall: true, uplink: { rate: 1Mbit } } }\nlinks: []\nsites: { home: { nodes: a } }\n',
        ['1:15 `firewall` on a flat network', 'Write `network: routed`, or leave it out.'],
        ['1:31 `uplink` on a flat network', 'Write `network: routed`, or leave it out.'],
        ['3:1 `sites` on a flat network', 'Write `network: routed`, or leave it out.'],
      ],
      [
        'gates of all nodes',
        'nodes: { count: 2, firewall: true }\nlinks: []\n',
        ['1:20 `firewall` on a flat network', 'Write `network: routed`, or leave it out.'],
      ],
    ],
  ],
];

tryRows(ROWS);

describe('firewalls', () => {
  const sites = { home: { nodes: ['alice', 'phone'], firewall: true }, cafe: { nodes: ['bob'] } };

  it('keep the nodes behind one apart from all others', () => {
    expect(groupsWithinFirewalls(routed({ sites }))).toEqual([
      ['alice', 'phone'],
      ['bob', 'carol'],
    ]);
  });

  it('keep a node apart from everybody that is behind one for a while', () => {
    const move = (node: string, site: string) => ({ at: '1s', move: { node, site } });
    const apart = [['alice'], ['phone'], ['bob', 'carol']];
    expect(groupsWithinFirewalls(routed({ sites, steps: [move('phone', 'cafe')] }))).toEqual(apart);
    expect(groupsWithinFirewalls(routed({ sites, steps: [move('bob', 'home')] }))).toEqual([
      ['alice', 'phone'],
      ['bob'],
      ['carol'],
    ]);
    expect(groupsWithinFirewalls(routed({ sites, steps: [move('carol', 'cafe')] }))).toHaveLength(2);
  });
});
