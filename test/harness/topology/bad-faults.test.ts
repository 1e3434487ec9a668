/**
 * Mistakes in what links do, in networks, and in the steps that change them, with where each is said to be and how.
 */

import { type Row, tryRows } from './problems.ts';

const RING = 'nodes: { count: 5 }\nlinks: { shape: ring }\n';
const WORDS = 'latency, jitter, loss, burst, duplicate, reorder, corrupt, rate, queue, mtu';
const FIVE = 'The nodes: n1, n2, n3, n4, n5.';

const links = (conditions: string) => `nodes: { count: 5 }\nlinks: { shape: ring, ${conditions} }\n`;
const link = (conditions: string) => `nodes: { count: 5 }\nlinks:\n  - [n1, n2, ${conditions}]\n`;
const steps = (...lines: string[]) => `${RING}steps:\n${lines.map((line) => `  - ${line}\n`).join('')}`;

const CONDITIONS: Row[] = [
  ['a share without its sign', links('loss: 5'), ['2:29 `5` has no unit', 'Write `5%`.']],
  ['a share of more than all', links('loss: 120%'), ['2:29 `120%` is too much', 'At most 100% is allowed.']],
  [
    'a share of less than nothing',
    links('loss: -1%'),
    ['2:29 `-1%` is negative', 'Write a share of 0 or more.'],
  ],
  ['a latency without unit', links('latency: 30'), ['2:32 `30` has no unit', 'Write `30ms` or `30s`.']],
  [
    'a latency that no path has',
    links('latency: 11m'),
    ['2:32 `11m` is too much', 'At most 10m is allowed.'],
  ],
  [
    'jitter of no known shape',
    links('jitter: { by: 5ms, shape: gauss }'),
    ['2:49 found the text `gauss`', 'Allowed: uniform, normal, pareto.'],
  ],
  [
    'jitter without an extent',
    links('jitter: { shape: normal }'),
    ['2:31 `by` is missing', 'Write it like `5ms` or `5s`.'],
  ],
  [
    'jitter that is a list',
    links('jitter: [5ms]'),
    ['2:31 found a list', 'Expected a duration, or a map with the keys by, shape.'],
  ],
  ['half a burst', links('burst: { enter: 1% }'), ['2:30 `leave` is missing', 'Write it like `5%`.']],
  [
    'a burst that never ends',
    links('burst: { enter: 1%, leave: 0% }'),
    [
      '2:50 `0%` is too little',
      'A burst must end some time: write more than 0%, or `loss: 100%` in place of `burst`.',
    ],
  ],
  ['a burst as a share', links('burst: 1%'), ['2:30 found the text `1%`', 'Write a map, or `off`.']],
  [
    'reorder by nothing',
    links('reorder: { chance: 5%, by: 0s }'),
    ['2:50 `0s` leaves no time at all', 'Write a duration of more than 0, like `2s`.'],
  ],
  [
    'a rate in bytes',
    links('rate: 10MB'),
    ['2:29 `10MB` has the unknown unit `MB`', 'Units: Mbit, kbit, bit, Gbit.'],
  ],
  ['a rate without unit', links('rate: 10'), ['2:29 `10` has no unit', 'Write `10Mbit` or `10kbit`.']],
  ['a rate of nothing', links('rate: 0'), ['2:29 `0` is too little', 'Allowed: from 1kbit to 1000Gbit.']],
  [
    'a queue without a rate',
    links('queue: 64KiB'),
    ['2:30 a `queue` without a `rate`', 'Write the rate, as in `rate: 10Mbit`.'],
  ],
  [
    'a queue too small for one datagram',
    links('rate: 1Mbit, queue: 1000B'),
    [
      '2:43 a queue of 1000B cannot hold one datagram of 1500B',
      'Write `queue: 1500B` or more, or a smaller `mtu`.',
    ],
  ],
  [
    'a queue too small for its mtu',
    links('rate: 1Mbit, queue: 4000B, mtu: 9000B'),
    [
      '2:43 a queue of 4000B cannot hold one datagram of 9000B',
      'Write `queue: 9000B` or more, or a smaller `mtu`.',
    ],
  ],
  [
    'a queue that takes days',
    links('rate: 1kbit, queue: 64MiB'),
    [
      '2:43 at 1kbit, a queue of 64MiB takes 8948m to empty',
      'Take a higher rate or a smaller queue: at most 10m.',
    ],
  ],
  ['an mtu of nothing', links('mtu: 0'), ['2:28 `0` is too little', 'Allowed: from 1B to 65507B.']],
  ['an mtu without unit', links('mtu: 1200'), ['2:28 `1200` has no unit', 'Write `1200B` or `1200KiB`.']],
  [
    'an mtu that no datagram has',
    links('mtu: 64KiB'),
    ['2:28 `64KiB` is too much', 'Allowed: from 1B to 65507B.'],
  ],
  [
    'an unknown condition',
    links('latncy: 5ms'),
    [
      '2:23 unknown key `latncy`',
      `Did you mean \`latency\`? Allowed here: shape, file, list, rows, columns, branching, degree, rewire, attach, ${WORDS}.`,
    ],
  ],
  [
    'an unknown condition of a link',
    link('{ los: 5% }'),
    ['3:16 unknown key `los`', `Did you mean \`loss\`? Allowed here: ${WORDS}, n1, n2.`],
  ],
  [
    'a direction from elsewhere',
    link('{ n3: { loss: 5% } }'),
    ['3:16 unknown key `n3`', `Did you mean \`n1\`? Allowed here: ${WORDS}, n1, n2.`],
  ],
  [
    'a direction that is no map',
    link('{ n1: 5% }'),
    ['3:20 found the text `5%`', `Expected a map with the keys ${WORDS}.`],
  ],
  [
    'an unknown condition of a direction',
    link('{ n1: { los: 5% } }'),
    ['3:22 unknown key `los`', `Did you mean \`loss\`? Allowed here: ${WORDS}.`],
  ],
  [
    'conditions that are a text',
    link('5%'),
    ['3:5 a link of 3 nodes', 'A link has two, and what it does: `[n1, n2, { loss: 5% }]`.'],
  ],
  [
    'a queue of a link without a rate',
    link('{ n2: { queue: 64KiB } }'),
    ['3:29 a `queue` without a `rate`', 'Write the rate, as in `rate: 10Mbit`.'],
  ],
  [
    'neither shape nor list',
    'nodes: { count: 5 }\nlinks: { loss: 5% }\n',
    [
      '2:8 neither `shape` nor `file` nor `list`',
      'Write a shape, as in `shape: ring`, a `file`, or `list: [[n1, n2]]`. Shapes: line, ring, star, full, grid, tree, random, small-world, scale-free.',
    ],
  ],
  [
    'a parameter beside a list',
    'nodes: { count: 5 }\nlinks: { list: [[n1, n2]], degree: 4 }\n',
    ['2:28 `degree` says nothing about a list of links', 'Leave it out: it belongs to a shape.'],
  ],
  [
    'an unknown node in a list beside a shape',
    links('list: [[n1, n6]]'),
    ['2:35 a link to `n6`, which is no node', `Did you mean \`n1\`? ${FIVE}`],
  ],
];

const NAT: Row[] = [
  [
    'no timeout',
    'nodes: { a: { nat: {} }, b: }\nlinks: []\n',
    ['1:20 `timeout` is missing', 'Write it like `5ms` or `5s`.'],
  ],
  [
    'a bare time',
    'nodes: { a: { nat: 10s }, b: }\nlinks: []\n',
    ['1:20 found the text `10s`', 'Expected a map with the keys timeout.'],
  ],
  [
    'a timeout of nothing',
    'nodes: { count: 2, nat: { timeout: 0s } }\nlinks: []\n',
    ['1:36 `0s` leaves no time at all', 'Write a duration of more than 0, like `2s`.'],
  ],
];

const NETWORKS: Row[] = [
  [
    'a list',
    `${RING}networks: [a, b]\n`,
    [
      '3:11 found a list',
      'Expected a map from names of networks to nodes, as in `{ left: n1..n6, right: n6..n12 }`.',
    ],
  ],
  [
    'none',
    `${RING}networks: {}\n`,
    [
      '3:11 there is no network',
      'Name them, as in `{ left: n1..n6, right: n6..n12 }`, or leave `networks` out.',
    ],
  ],
  [
    'an unknown node',
    `${RING}networks: { a: [n1, m2], b: rest }\n`,
    ['3:21 `m2` is no node', `Did you mean \`n2\`? ${FIVE}`],
  ],
  ['nobody', `${RING}networks: { a: [], b: all }\n`, ['3:16 a list of no nodes', 'Name one or more.']],
  [
    'a bad name',
    `${RING}networks: { "a b": all }\n`,
    [
      "3:13 `a b` cannot be a network's name",
      'A name has up to 32 letters (a to z), digits, `-`, `_` and `.`, and begins with a letter or a digit.',
    ],
  ],
  [
    'names that only capitals tell apart',
    `${RING}networks: { a: all, A: all }\n`,
    [
      '3:21 `A` differs from `a` only in capital letters',
      'Take another name: engines cannot always tell them apart.',
    ],
  ],
  [
    'nodes on none',
    `${RING}networks: { a: n1..n3 }\n`,
    ['3:1 n4, n5 are on no network', 'Name them in a network; `rest` is all that are not named before.'],
  ],
  [
    'rest of nothing',
    `${RING}networks: { a: all, b: rest }\n`,
    ['3:24 no node of `rest` is left', 'Leave it out: every node is named before it.'],
  ],
  [
    'a link across',
    'nodes: { count: 5 }\nlinks: [[n1, n5]]\nnetworks: { a: n1..n3, b: [n3, rest] }\n',
    [
      '2:9 `n1` and `n5` share no network: n1 is on a, n5 on b',
      'Put a node on both networks, which makes it a bridge, or leave the link out.',
    ],
  ],
  [
    'a shape across',
    `${RING}networks: { a: n1..n3, b: rest }\n`,
    [
      '2:17 the shape links `n1` and `n5`, which share no network: n1 is on a, n5 on b (and 1 more such links)',
      'Put nodes on both networks, or name the links in a list.',
    ],
  ],
  [
    'a shape across, once',
    `${RING}networks: { a: n1..n3, b: [n3, rest] }\n`,
    [
      '2:17 the shape links `n1` and `n5`, which share no network: n1 is on a, n5 on b',
      'Put nodes on both networks, or name the links in a list.',
    ],
  ],
];

const PARTITION: Row[] = [
  [
    'no groups',
    steps('{ at: 1s, partition: [] }'),
    ['4:26 a partition without groups', 'Write two groups or more, as in `[[n1..n6], rest]`.'],
  ],
  [
    'one group',
    steps('{ at: 1s, partition: [all] }'),
    ['4:26 a partition of only one group', 'Write two groups or more, as in `[[n1..n6], rest]`.'],
  ],
  [
    'no list',
    steps('{ at: 1s, partition: all }'),
    ['4:26 found the text `all`', 'Expected a list of groups of nodes, as in `[[n1..n6], rest]`.'],
  ],
  [
    'a node twice',
    steps('{ at: 1s, partition: [n1..n3, n3..n5] }'),
    ['4:35 n3 is in a group before this one, too', 'Name each node in one group.'],
  ],
  [
    'a node in none',
    steps('{ at: 1s, partition: [[n1, n2], [n4]] }'),
    ['4:26 n3, n5 are in no group', 'Name each node in one group; `rest` as the last one is all others.'],
  ],
  [
    'an unknown node',
    steps('{ at: 1s, partition: [[n1, m2], rest] }'),
    ['4:32 `m2` is no node', `Did you mean \`n2\`? ${FIVE}`],
  ],
  [
    'a group of nobody',
    steps('{ at: 1s, partition: [[], all] }'),
    ['4:27 a list of no nodes', 'Name one or more.'],
  ],
  [
    'rest of nothing',
    steps('{ at: 1s, partition: [all, rest] }'),
    ['4:32 no node of `rest` is left', 'Leave it out: every node is named before it.'],
  ],
  [
    'rest first',
    steps('{ at: 1s, partition: [rest, n1] }'),
    ['4:27 `rest` has nothing before it', 'Write `all`, or name other nodes first: `[n1, rest]`.'],
  ],
  [
    'twice',
    steps('{ at: 1s, partition: [n1, rest] }', '{ at: 2s, partition: [n2, rest] }'),
    [
      '5:26 a partition is in force at 2s: partitioned at 1s by the step on line 4',
      'Heal it first: `heal: all`.',
    ],
  ],
  [
    'heal of what is whole',
    steps('{ at: 1s, heal: all }'),
    [
      '4:21 nothing is partitioned at 1s: no step before this one does that',
      'Write a `partition` before it, or leave the step out.',
    ],
  ],
  [
    'heal twice',
    steps('{ at: 1s, partition: [n1, rest] }', '{ at: 2s, heal: all }', '{ at: 3s, heal: all }'),
    [
      '6:21 nothing is partitioned at 3s: healed at 2s by the step on line 5',
      'Write a `partition` before it, or leave the step out.',
    ],
  ],
  [
    'heal of a node',
    steps('{ at: 1s, partition: [n1, rest] }', '{ at: 2s, heal: n1 }'),
    ['5:21 found the text `n1`', 'Allowed: all.'],
  ],
];

const CUT: Row[] = [
  [
    'a node',
    steps('{ at: 1s, cut: n1 }'),
    [
      '4:20 found the text `n1`, expected a link',
      'Write `[n1, n2]` for a link, `{ from: n1, to: n2 }` for one way of it, a list of these, or `all`. To cut off a node, write `partition: [[n1], rest]`.',
    ],
  ],
  [
    'nothing',
    steps('{ at: 1s, cut: }'),
    [
      '4:15 found nothing, expected a link',
      'Write `[n1, n2]` for a link, `{ from: n1, to: n2 }` for one way of it, a list of these, or `all`.',
    ],
  ],
  ['of one node', steps('{ at: 1s, cut: [n1] }'), ['4:20 a link of 1 nodes', 'A link has two: `[n1, n2]`.']],
  ['of none', steps('{ at: 1s, cut: [] }'), ['4:20 a link of 0 nodes', 'A link has two: `[n1, n2]`.']],
  [
    'of three',
    steps('{ at: 1s, cut: [n1, n2, n3] }'),
    ['4:20 a link of 3 nodes', 'A link has two: `[n1, n2]`.'],
  ],
  [
    'an unknown node',
    steps('{ at: 1s, cut: [n1, m2] }'),
    ['4:25 `m2` is no node', `Did you mean \`n2\`? ${FIVE}`],
  ],
  [
    'no link',
    steps('{ at: 1s, cut: [n1, n3] }'),
    ['4:20 `n1` and `n3` are not linked', 'n1 is linked to n2, n5.'],
  ],
  [
    'no link, one way',
    steps('{ at: 1s, cut: { from: n1, to: n3 } }'),
    ['4:20 `n1` and `n3` are not linked', 'n1 is linked to n2, n5.'],
  ],
  [
    'no link to several',
    steps('{ at: 1s, cut: { from: n1, to: n3..n4 } }'),
    ['4:20 there is no link from `n1` to `n3..n4`', 'n1 is linked to n2, n5.'],
  ],
  [
    'neither from nor to',
    steps('{ at: 1s, cut: {} }'),
    ['4:20 neither `from` nor `to`', 'Say whose datagrams, as in `{ from: n1, to: n2 }`.'],
  ],
  [
    'an unknown key',
    steps('{ at: 1s, cut: { form: n1, to: n2 } }'),
    ['4:22 unknown key `form`', 'Did you mean `from`? Allowed here: from, to.'],
  ],
  [
    'from beside it',
    steps('{ at: 1s, cut: [n1, n2], from: n1 }'),
    ['4:30 `from` says nothing about `cut`', 'Put it inside: `cut: { from: n1, to: n2 }`.'],
  ],
  [
    'an unknown node in a list',
    steps('{ at: 1s, cut: [[n1, n2], { from: n1, to: m5 }] }'),
    ['4:47 `m5` is no node', `Did you mean \`n5\`? ${FIVE}`],
  ],
  [
    'a text in a list of links',
    steps('{ at: 1s, cut: [[n1, n2], n3] }'),
    [
      '4:31 found the text `n3`, expected a link',
      'Write `[n1, n2]` for a link, `{ from: n1, to: n2 }` for one way of it, a list of these, or `all`. To cut off a node, write `partition: [[n3], rest]`.',
    ],
  ],
  [
    'twice',
    steps('{ at: 1s, cut: [n1, n2] }', '{ at: 2s, cut: [n2, n1] }'),
    [
      '5:20 n2–n1 is cut already at 2s: cut at 1s by the step on line 4',
      'Mend it first, or leave the step out.',
    ],
  ],
  [
    'one way of it twice',
    steps('{ at: 1s, cut: { from: n2, to: n1 } }', '{ at: 2s, cut: [n1, n2] }'),
    [
      '5:20 n2→n1 is cut already at 2s: cut at 1s by the step on line 4',
      'Mend it first, or leave the step out. Or name the other way alone: `{ from: n1, to: n2 }`.',
    ],
  ],
  [
    'all twice',
    steps('{ at: 1s, cut: all }', '{ at: 2s, cut: all }', '{ at: 2s, cut: { from: n1 } }'),
    ['5:20 no link is open at 2s', 'Name others, or leave the step out.'],
  ],
  [
    'mend of what is open',
    steps('{ at: 1s, mend: [n1, n2] }'),
    ['4:21 n1–n2 is not cut at 1s: no step has cut it', 'Cut it first, or leave the step out.'],
  ],
  [
    'mend twice',
    steps('{ at: 1s, cut: [n1, n2] }', '{ at: 2s, mend: all }', '{ at: 3s, mend: { from: n1, to: n2 } }'),
    [
      '6:21 n1→n2 is not cut at 3s: mended at 2s by the step on line 5',
      'Cut it first, or leave the step out.',
    ],
  ],
  [
    'mend of nothing',
    steps('{ at: 1s, mend: all }'),
    ['4:21 no link is cut at 1s', 'Name others, or leave the step out.'],
  ],
  [
    'mend of a partition',
    steps('{ at: 1s, partition: [n1, rest] }', '{ at: 2s, mend: all }'),
    ['5:21 no link is cut at 2s', 'Name others, or leave the step out.'],
  ],
];

const LINK: Row[] = [
  [
    'no link',
    steps('{ at: 1s, link: { loss: 5% } }'),
    [
      '4:21 a `link` step that names no link',
      'Write `between: [n1, n2]` for both ways, `from: n1, to: n2` for one, or `between: all`.',
    ],
  ],
  [
    'two ways to say which',
    steps('{ at: 1s, link: { between: [n1, n2], from: n1 } }'),
    [
      '4:21 both `between` and `from` or `to`',
      '`between` is for both ways of links, `from` and `to` for one: keep one of them.',
    ],
  ],
  [
    'no such link',
    steps('{ at: 1s, link: { between: [n1, n3], loss: 5% } }'),
    ['4:32 `n1` and `n3` are not linked', 'n1 is linked to n2, n5.'],
  ],
  [
    'no such link, one way',
    steps('{ at: 1s, link: { from: n3, to: n1, loss: 5% } }'),
    ['4:21 `n3` and `n1` are not linked', 'n3 is linked to n2, n4.'],
  ],
  [
    'a loss without its sign',
    steps('{ at: 1s, link: { between: all, loss: 5 } }'),
    ['4:43 `5` has no unit', 'Write `5%`.'],
  ],
  [
    'a queue without a rate',
    steps('{ at: 1s, link: { between: all, queue: 64KiB } }'),
    ['4:44 a `queue` without a `rate`', 'Write the rate, as in `rate: 10Mbit`.'],
  ],
  [
    'an unknown condition',
    steps('{ at: 1s, link: { between: all, los: 5% } }'),
    ['4:37 unknown key `los`', `Did you mean \`loss\`? Allowed here: between, from, to, ${WORDS}.`],
  ],
  [
    'between of a node',
    steps('{ at: 1s, link: { between: n1 } }'),
    [
      '4:32 found the text `n1`, expected a link',
      'Write `[n1, n2]` for a link, `{ from: n1, to: n2 }` for one way of it, a list of these, or `all`. To cut off a node, write `partition: [[n1], rest]`.',
    ],
  ],
];

const DISCONNECT: Row[] = [
  [
    'twice',
    steps('{ at: 1s, disconnect: n1 }', '{ at: 2s, disconnect: n1 }'),
    [
      '5:27 n1 is disconnected already at 2s: disconnected at 1s by the step on line 4',
      'Reconnect it first, or leave the step out.',
    ],
  ],
  [
    'of the dead',
    steps('{ at: 1s, kill: n1 }', '{ at: 2s, disconnect: n1 }'),
    ['5:27 n1 is not running at 2s: killed at 1s by the step on line 4', 'Start it first, or move the step.'],
  ],
  [
    'reconnect of what is connected',
    steps('{ at: 1s, reconnect: n1 }'),
    [
      '4:26 n1 is not disconnected at 1s: nothing has disconnected it',
      'Disconnect it first, or leave the step out.',
    ],
  ],
  [
    'reconnect twice',
    steps('{ at: 1s, disconnect: n1..n2 }', '{ at: 2s, reconnect: all }', '{ at: 3s, reconnect: n2 }'),
    [
      '6:26 n2 is not disconnected at 3s: reconnected at 2s by the step on line 5',
      'Disconnect it first, or leave the step out.',
    ],
  ],
  [
    'reconnect of what has ended and is connected since',
    steps(
      '{ at: 1s, disconnect: n1 }',
      '{ at: 2s, kill: n1 }',
      '{ at: 3s, start: n1 }',
      '{ at: 4s, reconnect: n1 }',
    ),
    [
      '7:26 n1 is not disconnected at 4s: nothing has disconnected it',
      'Disconnect it first, or leave the step out.',
    ],
  ],
  [
    'reconnect of the dead',
    steps('{ at: 1s, disconnect: n1 }', '{ at: 2s, kill: n1 }', '{ at: 3s, reconnect: n1 }'),
    [
      '6:26 n1 is not running at 3s: killed at 2s by the step on line 5',
      'Leave the step out: a node that is started again is connected.',
    ],
  ],
];

const ATTACKS: Row[] = [
  [
    'an attack on who is down',
    steps('{ at: 1s, kill: n1 }', '{ at: 2s, attack: n1 }'),
    ['5:23 n1 is not running at 2s: killed at 1s by the step on line 4', 'Start it first, or move the step.'],
  ],
  [
    'an attack with what nobody knows',
    steps('{ at: 1s, attack: { nodes: n1, with: noise } }'),
    ['4:42 found the text `noise`', 'Allowed: all, garbage, forged, replayed.'],
  ],
  [
    'an attack that goes on and on',
    steps('{ at: 1s, attack: { nodes: n1, count: 1000, every: 1s } }'),
    ['4:23 an attack of 1000s', 'At most 10s: make it several steps.'],
  ],
  [
    'an attack on a node without a link',
    'nodes: { count: 2 }\nlinks: []\nsteps:\n  - { at: 1s, attack: n1 }\n',
    ['4:23 `n1` has no link', 'The attacker stands on a link of the node: name nodes that are linked.'],
  ],
  [
    'an attack on nobody',
    steps('{ at: 1s, attack: { count: 5 } }'),
    [
      '4:23 `nodes` is missing',
      'Write nodes: a name, `n1..n5`, `n*`, `all`, `random(3)`, or a list of these.',
    ],
  ],
];

const CHURN: Row[] = [
  [
    'nothing said',
    steps('{ at: 1s, churn: {} }'),
    ['4:22 `share` is missing', 'Write it like `5%`.'],
    ['4:22 `for` is missing', 'Write it like `5ms` or `5s`.'],
  ],
  [
    'a share as a number',
    steps('{ at: 1s, churn: { share: 0.2, for: 30s } }'),
    ['4:31 `0.2` has no unit', 'Write `20%`.'],
  ],
  [
    'a share of nothing',
    steps('{ at: 1s, churn: { share: 0%, for: 30s } }'),
    ['4:31 `0%` is too little', 'Write more than 0%.'],
  ],
  [
    'down for too long',
    steps('{ at: 1s, churn: { share: 20%, for: 30s, down: 6s } }'),
    [
      '4:22 6s down in every 10s leaves a node less time up than down',
      'Make `down` at most half of `every` and of `for`.',
    ],
  ],
  [
    'too short',
    steps('{ at: 1s, churn: { share: 20%, for: 3s } }'),
    [
      '4:22 2s down in every 3s leaves a node less time up than down',
      'Make `down` at most half of `every` and of `for`.',
    ],
  ],
  [
    'nobody left to churn',
    steps('{ at: 1s, churn: { share: 40%, for: 10s, spare: [n1..n4] } }'),
    ['4:22 40% of 5 nodes that run at 1s is 2, and 1 may churn', 'Spare fewer, or take a smaller `share`.'],
  ],
  [
    'nobody runs',
    steps('{ at: 1s, kill: all }', '{ at: 2s, churn: { share: 40%, for: 10s } }'),
    ['5:22 no node of `all` is running and connected at 2s', 'Name nodes that do, or move the step.'],
  ],
  [
    'an unknown node spared',
    steps('{ at: 1s, churn: { share: 40%, for: 10s, spare: m1 } }'),
    ['4:53 `m1` is no node', `Did you mean \`n1\`? ${FIVE}`],
  ],
  [
    'a step on one that churns',
    steps('{ at: 1s, churn: { share: 20%, of: [n3], for: 10s } }', '{ at: 5s, kill: n3 }'),
    [
      '5:21 n3 is one of those that churn at 5s: until 11s by the step on line 4',
      'Spare it there (`spare: n3`), or move the step to 11s or later.',
    ],
  ],
  [
    'a churn of those that churn',
    steps('{ at: 1s, churn: { share: 100%, for: 10s } }', '{ at: 5s, churn: { share: 50%, for: 10s } }'),
    ['5:22 no node of `all` is running and connected at 5s', 'Name nodes that do, or move the step.'],
  ],
  [
    'too many steps',
    steps('{ at: 1s, churn: { share: 100%, for: 100h } }'),
    ['4:22 a churn of 360,000 steps', 'At most 10,000 are made: take fewer nodes, or a longer `every`.'],
  ],
];

tryRows([
  ['conditions:', CONDITIONS],
  ['nat:', NAT],
  ['networks:', NETWORKS],
  ['partition and heal:', PARTITION],
  ['cut and mend:', CUT],
  ['link:', LINK],
  ['disconnect and reconnect:', DISCONNECT],
  ['attack:', ATTACKS],
  ['churn:', CHURN],
]);
