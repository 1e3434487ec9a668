/**
 * Every mistake that we know people make, with where it is said to be and how. Each row: what it is, the file, and the
 * problems, each as `line:column text`, and what to do.
 */

import { describe, expect, it } from 'vitest';
import { parseTopology, topologyFromObject } from '../../../harness/topology/load.ts';
import { problemsOf, type Row, tryRows } from './problems.ts';

const MESH = 'nodes: { count: 5 }\nlinks: { shape: ring }\n';
const ALLOWED_ROOT =
  'Allowed here: name, seed, nodes, links, networks, network, addresses, elsewhere, sites, programs, reach, roles, peer, steps, expect, timeouts, matrix, include, env_file.';
const VERBS =
  'kill, stop, pause, resume, start, partition, heal, cut, mend, link, disconnect, reconnect, move, churn, attack, expect';
const STEP_KEYS = `Allowed here: at, after, inject, from, ${VERBS}.`;
const CONDITIONS = 'latency, jitter, loss, burst, duplicate, reorder, corrupt, rate, queue, mtu';
const LINK_KEYS = `Allowed here: shape, file, list, rows, columns, branching, degree, rewire, attach, ${CONDITIONS}.`;
const RESERVED = `Take another name. Reserved: all, rest, random, count, image, command, program, env, env_file, folder, container, ready, start, networks, nat, address, firewall, uplink, downlink, ${CONDITIONS}.`;
const FIVE = 'The nodes: n1, n2, n3, n4, n5.';

const FILES: Row[] = [
  ['nothing', '', ['1:1 the file is empty', 'Write at least `nodes` and `links`.']],
  ['only a comment', '# later\n', ['1:1 the file is empty', 'Write at least `nodes` and `links`.']],
  [
    'a list',
    '- a\n',
    ['1:1 found a list, expected a topology', 'Write a map with at least `nodes` and `links`.'],
  ],
  [
    'a text',
    'hello\n',
    ['1:1 found the text `hello`, expected a topology', 'Write a map with at least `nodes` and `links`.'],
  ],
  [
    'two documents',
    `${MESH}---\nname: b\n`,
    [
      '3:1 a second document begins here',
      'A file holds one topology: give each a file of its own, without `---` between them.',
    ],
  ],
  ['a tab', 'nodes:\n\tcount: 5\n', ['2:1 a tab in the indentation', 'Indent with spaces.']],
  [
    'an open bracket',
    'nodes: { count: 5\nlinks: []\n',
    [
      '2:1 this is not YAML: flow map in block collection must be sufficiently indented and end with a }',
      'Give what belongs together the same indentation.',
    ],
  ],
  [
    'a key twice',
    `${MESH}name: a\nname: b\n`,
    ['4:1 the key `name` appears here twice, first on line 3', 'Keep one of them.'],
  ],
  ['a tag', `name: !!binary aGk=\n${MESH}`, ['1:16 the tag `!!binary` has no meaning here', 'Leave it out.']],
  [
    'infinity',
    `${MESH}peer: { store: .inf }\n`,
    ['3:16 found `.inf`', 'Only finite numbers have a meaning here.'],
  ],
  [
    '__proto__',
    `${MESH}peer: { __proto__: { a: 1 } }\n`,
    ['3:9 a key cannot be called `__proto__`', 'Take another name.'],
  ],
  [
    'a list as key',
    `${MESH}? [a]\n: b\n`,
    ['3:3 a key here is no text', 'A key is a text, as in `count: 10`.'],
  ],
];

const ANCHORS: Row[] = [
  [
    'unknown',
    `x-a: &base { env: { A: 1 } }\nnodes: { a: *bse, b: {} }\nlinks: []\n`,
    ['2:13 `*bse` refers to something that is not there', 'Did you mean `base`? Marked before it: `&base`.'],
  ],
  [
    'unknown, and none there',
    `nodes: { a: *b }\nlinks: []\n`,
    ['1:13 `*b` refers to something that is not there', 'The file marks nothing with `&`.'],
  ],
  [
    'in itself',
    `${MESH}x-a: &p { again: *p }\n`,
    ['3:18 `*p` stands inside what it refers to', 'Nothing can hold itself.'],
  ],
  [
    'merging no map',
    `x-a: &base 5\nnodes: { a: { <<: *base }, b: {} }\nlinks: []\n`,
    ['2:15 `<<` merges something that is no map', 'Write `<<: *name`, where `&name` marks a map.'],
  ],
  [
    'a bomb',
    `x-a: &a [${'1,'.repeat(99)}1]\nx-b: &b [${'*a,'.repeat(99)}*a]\nx-c: [${'*b,'.repeat(99)}*b]\n${MESH}`,
    [
      '3:31 the aliases of this file, written out, come to more than 100000 values',
      'Refer to less, or to it less often.',
    ],
  ],
  ['brackets without end', '['.repeat(100_000), ['1:1 nested more than 100 deep', 'Is a bracket left open?']],
  ['lists without end', '- '.repeat(100_000), ['1:1 nested more than 100 deep', 'Is a bracket left open?']],
];

const KEYS: Row[] = [
  ['at the root', `${MESH}seeed: 5\n`, ['3:1 unknown key `seeed`', `Did you mean \`seed\`? ${ALLOWED_ROOT}`]],
  ['like nothing', `${MESH}frobnicate: 5\n`, ['3:1 unknown key `frobnicate`', ALLOWED_ROOT]],
  [
    'in a node',
    'nodes: { a: { imag: x }, b: }\nlinks: []\n',
    [
      '1:15 unknown key `imag`',
      'Did you mean `image`? Allowed here: image, command, program, env, env_file, folder, container, ready, start, nat, firewall, uplink, downlink, address.',
    ],
  ],
  [
    'beside count',
    'nodes:\n  count: 5\n  imag: x\nlinks: []\n',
    [
      '3:3 unknown key `imag`',
      'Did you mean `image`? Allowed here: count, image, command, program, env, env_file, folder, container, ready, start, nat, firewall, uplink, downlink.',
    ],
  ],
  [
    'in links',
    'nodes: { count: 5 }\nlinks: { shape: ring, dgree: 4 }\n',
    ['2:23 unknown key `dgree`', `Did you mean \`degree\`? ${LINK_KEYS}`],
  ],
  [
    'in a step',
    `${MESH}steps:\n  - { at: 1s, kil: n1 }\n`,
    ['4:15 unknown key `kil`', `Did you mean \`kill\`? ${STEP_KEYS}`],
  ],
  [
    'in inject',
    `${MESH}steps:\n  - { at: 1s, inject: { cuont: 4 }, from: all }\n`,
    ['4:25 unknown key `cuont`', 'Did you mean `count`? Allowed here: text, count, every, bytes, answer.'],
  ],
  [
    'in expect',
    `${MESH}expect: { delivry: {} }\n`,
    [
      '3:11 unknown key `delivry`',
      'Did you mean `delivery`? Allowed here: delivery, duplicates, keepalive, traffic, latency, memory, isolation, settle.',
    ],
  ],
  [
    'in a check',
    `${MESH}expect: { delivery: { with: 2s } }\n`,
    ['3:23 unknown key `with`', 'Did you mean `within`? Allowed here: within, to, share.'],
  ],
  [
    'in an expect step',
    `${MESH}steps:\n  - at: 1s\n    expect: { settle: 1s }\n`,
    [
      '5:15 unknown key `settle`',
      'Allowed here: delivery, duplicates, keepalive, traffic, latency, memory, isolation.',
    ],
  ],
];

const NOT_YET: Row[] = [
  [
    'networks of a node',
    'nodes: { a: { networks: [x] }, b: }\nlinks: []\n',
    [
      '1:15 `networks` on nodes is not supported by this version of meshbed yet',
      'Name the nodes under `networks`, beside `nodes`.',
    ],
  ],
];

const NODES: Row[] = [
  [
    'missing, and links too',
    'name: a\n',
    ['1:1 `nodes` is missing', 'Write `nodes: { count: 10 }`, or a map from names to nodes.'],
    [
      '1:1 `links` is missing',
      'Write `links: { shape: ring }`, or a list of pairs, as in `[[n1, n2], [n2, n3]]`; `[]` is none.',
    ],
  ],
  ['a number', 'nodes: 12\nlinks: []\n', ['1:8 found `12`', 'Write `nodes: { count: 12 }`.']],
  [
    'a list',
    'nodes: [a, b]\nlinks: []\n',
    ['1:8 found a list, expected nodes', 'Write `nodes: { count: 10 }`, or a map from names to nodes.'],
  ],
  [
    'none',
    'nodes: {}\nlinks: []\n',
    ['1:8 there is no node', 'Write `nodes: { count: 10 }`, or a map from names to nodes.'],
  ],
  [
    'a count of 0',
    'nodes: { count: 0 }\nlinks: []\n',
    ['1:17 `0` is too small', 'Allowed: a whole number from 1 to 1,000,000.'],
  ],
  [
    'a count as text',
    'nodes: { count: ten }\nlinks: []\n',
    ['1:17 found the text `ten`, expected a whole number from 1 to 1,000,000', 'Write it like `1`.'],
  ],
  [
    'half a node',
    'nodes: { count: 1.5 }\nlinks: []\n',
    ['1:17 `1.5` is not a whole number', 'Allowed: a whole number from 1 to 1,000,000.'],
  ],
  [
    'a reserved name',
    'nodes: { all: {}, rest: {} }\nlinks: []\n',
    ['1:10 `all` is a reserved word', RESERVED],
    ['1:19 `rest` is a reserved word', RESERVED],
  ],
  [
    'a range as name',
    'nodes: { n1..n5: {} }\nlinks: []\n',
    ['1:10 `n1..n5` looks like a range', 'A name has no `..`; to have many nodes write `count: 12`.'],
  ],
  [
    'a bad name',
    'nodes: { -a: {}, "ü": {}, "a b": {} }\nlinks: []\n',
    ...['1:10 `-a`', '1:18 `ü`', '1:27 `a b`'].map((at): [string, string] => [
      `${at} cannot be a node's name`,
      'A name has up to 32 letters (a to z), digits, `-`, `_` and `.`, and begins with a letter or a digit.',
    ]),
  ],
  [
    'names that only capitals tell apart',
    'nodes: { bob: {}, Bob: {} }\nlinks: []\n',
    [
      '1:19 `Bob` differs from `bob` only in capital letters',
      'Take another name: hosts and files cannot always tell them apart.',
    ],
  ],
  [
    'a start without unit',
    'nodes: { a: { start: 5 }, b: }\nlinks: []\n',
    ['1:22 `5` has no unit', 'Write `5ms` or `5s`. Or write `never`.'],
  ],
  [
    'a command as text',
    'nodes: { a: { command: node peer.js } }\nlinks: []\n',
    ['1:24 found the text `node peer.js`', 'Expected a list of texts, as in `[node, peer.js]`.'],
  ],
  [
    'a bad variable',
    'nodes: { a: { env: { "A=B": 1, C: [1] } } }\nlinks: []\n',
    ['1:22 `A=B` cannot be a variable', 'Letters, digits and `_`, not beginning with a digit.'],
    ['1:35 found a list, expected text', 'Write a text.'],
  ],
  [
    'a node that is a text',
    'nodes: { a: my-image }\nlinks: []\n',
    [
      '1:13 found the text `my-image`',
      'Expected a map with the keys image, command, program, env, env_file, folder, container, ready, start, nat, firewall, uplink, downlink, address, or nothing.',
    ],
  ],
];

const LINKS: Row[] = [
  [
    'unknown nodes',
    'nodes: { alice: , bob: }\nlinks: [[alice, bop], [alise, bob]]\n',
    ['2:17 a link to `bop`, which is no node', 'Did you mean `bob`? The nodes: alice, bob.'],
    ['2:24 a link to `alise`, which is no node', 'Did you mean `alice`? The nodes: alice, bob.'],
  ],
  [
    'to itself',
    'nodes: { count: 5 }\nlinks: [[n1, n1]]\n',
    ['2:9 a link from `n1` to itself', 'Link two different nodes.'],
  ],
  [
    'doubled',
    'nodes: { count: 5 }\nlinks:\n  - [n1, n2]\n  - [n2, n3]\n  - [n2, n1]\n',
    ['5:5 `n2` and `n1` are linked already, by line 3', 'Remove one of them: a link goes both ways.'],
  ],
  [
    'of one node, of three, of none',
    'nodes: { count: 5 }\nlinks: [[n1], [n1, n2, n3], n4]\n',
    ['2:9 a link of 1 nodes', 'A link has two: `[n1, n2]`.'],
    ['2:15 a link of 3 nodes', 'A link has two, and what it does: `[n1, n2, { loss: 5% }]`.'],
    ['2:29 found the text `n4`, expected a link', 'Write `[n1, n2]`.'],
  ],
  [
    'an unknown shape',
    'nodes: { count: 5 }\nlinks: { shape: rign }\n',
    [
      '2:17 found the text `rign`',
      'Did you mean `ring`? Allowed: line, ring, star, full, grid, tree, random, small-world, scale-free.',
    ],
  ],
  [
    'a shape as text',
    'nodes: { count: 5 }\nlinks: ring\n',
    ['2:8 found the text `ring`', 'Write `links: { shape: ring }`.'],
  ],
  [
    'something else',
    'nodes: { count: 5 }\nlinks: 7\n',
    [
      '2:8 found `7`',
      'Expected a shape, as in `{ shape: ring }`, or a list of pairs, as in `[[n1, n2], [n2, n3]]`.',
    ],
  ],
  [
    'a parameter of another shape',
    'nodes: { count: 5 }\nlinks: { shape: ring, degree: 4 }\n',
    ['2:23 `degree` says nothing about the shape `ring`', 'Leave it out: this shape has no parameters.'],
  ],
  [
    'a parameter of yet another',
    'nodes: { count: 5 }\nlinks: { shape: grid, degree: 4 }\n',
    ['2:23 `degree` says nothing about the shape `grid`', 'Parameters of this shape: rows, columns.'],
  ],
  [
    'a degree that cannot be',
    'nodes: { count: 5 }\nlinks: { shape: random, degree: 5 }\n',
    [
      '2:33 5 nodes have at most 4 neighbours each, not 5',
      'Write a `degree` of at most 4, or take more nodes.',
    ],
  ],
  [
    'a default degree that cannot be',
    'nodes: { count: 3 }\nlinks: { shape: random }\n',
    [
      '2:17 3 nodes have at most 2 neighbours each, not 4',
      'Write a `degree` of at most 2, or take more nodes.',
    ],
  ],
  [
    'an odd degree',
    'nodes: { count: 9 }\nlinks: { shape: small-world, degree: 5 }\n',
    [
      '2:38 the degree of a small world is even, since half of it goes each way round the ring, and 5 is odd',
      'Write `degree: 4` or `degree: 6`.',
    ],
  ],
  [
    'a share without unit',
    'nodes: { count: 9 }\nlinks: { shape: small-world, rewire: 0.1 }\n',
    ['2:38 `0.1` has no unit', 'Write `10%`.'],
  ],
  [
    'too many',
    'nodes: { count: 100000 }\nlinks: { shape: full }\n',
    [
      '2:17 4,999,950,000 links',
      'At most 5,000,000 are made. Take fewer nodes, or a shape with fewer links.',
    ],
  ],
  [
    'in pieces by chance',
    'nodes: { count: 20000 }\nseed: 1\nlinks: { shape: small-world, degree: 2, rewire: 100% }\n',
    ['3:38 with seed 1 and many others, chance left this mesh in pieces', 'Take a larger `degree`.'],
  ],
];

const steps = (...lines: string[]) => `${MESH}steps:\n${lines.map((line) => `  - ${line}\n`).join('')}`;

const STEPS: Row[] = [
  [
    'no list',
    `${MESH}steps: { at: 1s }\n`,
    [
      '3:8 found a map, expected a list of steps',
      'Write a list of steps, as in `- { at: 1s, inject: hello, from: n1 }`.',
    ],
  ],
  [
    'no map',
    steps('kill n1'),
    ['4:5 found the text `kill n1`', `Expected a map with the keys at, after, inject, from, ${VERBS}.`],
  ],
  ['no verb', steps('{ at: 1s }'), ['4:5 a step without a verb', `Say what happens: inject, ${VERBS}.`]],
  [
    'two verbs',
    steps('{ at: 1s, kill: n1, start: n2 }'),
    ['4:5 a step with 2 verbs: kill, start', 'Make each a step of its own; steps may have the same time.'],
  ],
  [
    'no time',
    steps('{ kill: n1 }'),
    ['4:5 a step without a time', 'Write `at: 2s` (from the start) or `after: 2s` (from the step before).'],
  ],
  [
    'two times',
    steps('{ at: 1s, after: 1s, kill: n1 }'),
    [
      '4:5 a step with both `at` and `after`',
      '`at` counts from the start, `after` from the step before: keep one.',
    ],
  ],
  ['a time without unit', steps('{ at: 5, kill: n1 }'), ['4:11 `5` has no unit', 'Write `5ms` or `5s`.']],
  [
    'out of order',
    steps('{ at: 3s, kill: n1 }', '{ at: 2s, kill: n2 }'),
    [
      '5:11 out of order: this step is at 2s, and the step before it, on line 4, is at 3s',
      'Write the steps in order of time.',
    ],
  ],
  [
    'out of order by `after`',
    steps('{ at: 3s, kill: n1 }', '{ after: 2s, kill: n2 }', '{ at: 4s, kill: n3 }'),
    [
      '6:11 out of order: this step is at 4s, and the step before it, on line 5, is at 5s',
      'Write the steps in order of time.',
    ],
  ],
  [
    'an unknown node',
    steps('{ at: 1s, kill: m4 }'),
    ['4:21 `m4` is no node', `Did you mean \`n4\`? ${FIVE}`],
  ],
  [
    'unknown nodes in a list',
    steps('{ at: 1s, kill: [n1, m4, "x*"] }'),
    ['4:26 `m4` is no node', `Did you mean \`n4\`? ${FIVE}`],
    ['4:30 no node is called like `x*`', FIVE],
  ],
  ['a list of nobody', steps('{ at: 1s, kill: [] }'), ['4:21 a list of no nodes', 'Name one or more.']],
  [
    'nothing',
    steps('{ at: 1s, kill: }'),
    ['4:15 found nothing', 'Expected nodes: a name, `n1..n5`, `n*`, `all`, `random(3)`, or a list of these.'],
  ],
  [
    'a map',
    steps('{ at: 1s, kill: { n1: } }'),
    ['4:21 found a map', 'Expected nodes: a name, `n1..n5`, `n*`, `all`, `random(3)`, or a list of these.'],
  ],
  [
    'kill of the dead',
    steps('{ at: 1s, kill: n4 }', '{ at: 2s, kill: n4 }'),
    ['5:21 n4 is not running at 2s: killed at 1s by the step on line 4', 'Start it first, or move the step.'],
  ],
  [
    'start of what runs',
    steps('{ at: 1s, start: n4 }'),
    ['4:22 n4 already runs at 1s: it runs since the start', 'Kill or stop it first, or leave the step out.'],
  ],
  [
    'start twice',
    steps('{ at: 1s, kill: n4 }', '{ at: 2s, start: n4 }', '{ at: 3s, start: [n1, n4] }'),
    ['6:23 n1 already runs at 3s: it runs since the start', 'Kill or stop it first, or leave the step out.'],
    [
      '6:27 n4 already runs at 3s: started at 2s by the step on line 5',
      'Kill or stop it first, or leave the step out.',
    ],
  ],
  [
    'resume of what runs',
    steps('{ at: 1s, resume: n4 }'),
    ['4:23 n4 is not paused at 1s: it runs since the start', 'Pause it first, or leave the step out.'],
  ],
  [
    'pause twice',
    steps('{ at: 1s, pause: n4 }', '{ at: 2s, pause: n4 }'),
    [
      '5:22 n4 is paused at 2s: paused at 1s by the step on line 4',
      'Resume it first, or leave the step out.',
    ],
  ],
  [
    'stop of the paused',
    steps('{ at: 1s, pause: n4 }', '{ at: 2s, stop: n4 }'),
    ['5:21 n4 is paused at 2s: paused at 1s by the step on line 4', 'Resume it first, or kill it.'],
  ],
  [
    'start of the paused',
    steps('{ at: 1s, pause: n4 }', '{ at: 2s, start: n4 }'),
    [
      '5:22 n4 is paused, not stopped, at 2s: paused at 1s by the step on line 4',
      'Use `resume` for a paused node.',
    ],
  ],
  [
    'inject from the dead',
    steps('{ at: 1s, stop: n4 }', '{ at: 2s, inject: hi, from: n4 }'),
    [
      '5:33 n4 is not running at 2s: stopped at 1s by the step on line 4',
      'Start it first, or move the step.',
    ],
  ],
  [
    'nobody left',
    steps('{ at: 1s, kill: all }', '{ at: 2s, inject: hi, from: n* }'),
    ['5:33 no node of `n*` is running at 2s', 'Name nodes that do, or move the step.'],
  ],
  [
    'too many by lot',
    steps('{ at: 1s, kill: n1..n3 }', '{ at: 2s, kill: random(3) }'),
    ['5:21 `random(3)` asks for more nodes than there are running or paused at 2s: 2', 'Ask for fewer.'],
  ],
  ['a range too far', steps('{ at: 1s, kill: n3..n7 }'), ['4:21 `n6` of `n3..n7` is no node', FIVE]],
  [
    'inject from nobody',
    steps('{ at: 1s, inject: hi }'),
    ['4:5 `inject` without `from`', 'Say which nodes send: `from: n1`, `from: all`, `from: random(3)`.'],
  ],
  [
    'from without inject',
    steps('{ at: 1s, kill: n1, from: n2 }'),
    ['4:25 `from` says nothing about `kill`', 'Leave it out; it belongs to `inject`.'],
  ],
  [
    'an empty message',
    steps("{ at: 1s, inject: '', from: n1 }"),
    ['4:23 an empty message', 'Write a text of one character or more.'],
  ],
  [
    'a list as message',
    steps('{ at: 1s, inject: [a], from: n1 }'),
    ['4:23 found a list', 'Expected a text, or a map with the keys text, count, every, bytes, answer.'],
  ],
  [
    'text and bytes',
    steps('{ at: 1s, inject: { text: hi, bytes: 5 }, from: n1 }'),
    ['4:42 both `text` and `bytes`', 'Keep `text`, which is as long as it is, or `bytes`.'],
  ],
  [
    'too many bytes',
    steps('{ at: 1s, inject: { bytes: 64KiB }, from: n1 }'),
    ['4:32 `65536` is too large', 'Allowed: a whole number from 1 to 65,000.'],
  ],
  [
    'a broken step hides nothing but its consequences',
    steps('{ at: 1s, kil: n4 }', '{ at: 2s, start: n4 }', '{ at: 3s, start: n6 }'),
    ['4:15 unknown key `kil`', `Did you mean \`kill\`? ${STEP_KEYS}`],
    ['6:22 `n6` is no node', `Did you mean \`n1\`? ${FIVE}`],
  ],
  [
    'a late joiner too early',
    'nodes: { a: , b: { start: 5s } }\nlinks: []\nsteps: [{ at: 3s, kill: b }]\n',
    ['3:25 b is not running at 3s: it starts by itself at 5s', 'Move the step to after its start.'],
  ],
  [
    'a late joiner that a step starts before',
    'nodes: { a: , b: { start: 5s } }\nlinks: []\nsteps: [{ at: 3s, start: b }]\n',
    [
      '3:26 b cannot be started at 3s: it starts by itself at 5s',
      'Write `start: never` under `nodes` to leave its start to the step.',
    ],
  ],
];

const EXPECT: Row[] = [
  [
    'no map',
    `${MESH}expect: all\n`,
    [
      '3:9 found the text `all`',
      'Expected a map with the keys delivery, duplicates, keepalive, traffic, latency, memory, isolation, settle.',
    ],
  ],
  [
    'no time at all',
    `${MESH}expect: { delivery: { within: 0s } }\n`,
    ['3:31 `0s` leaves no time at all', 'Write a duration of more than 0, like `2s`.'],
  ],
  [
    'an unknown word',
    `${MESH}expect: { delivery: { to: presnt } }\n`,
    ['3:27 found the text `presnt`', 'Did you mean `present`? Allowed: present, eventual.'],
  ],
  [
    'a bare number',
    `${MESH}expect: { keepalive: 5s }\n`,
    ['3:22 found the text `5s`', 'Write a map of settings, `true`, or `false` to switch the check off.'],
  ],
  [
    'no copies',
    `${MESH}expect: { traffic: }\n`,
    ['3:11 `traffic` without `copies`', 'Write how much, as in `traffic: { copies: 3 }`.'],
  ],
  [
    'no bound of memory',
    `${MESH}expect: { memory: true }\n`,
    ['3:11 `memory` without `max`', 'Write how much, as in `memory: { max: 128MiB }`.'],
  ],
  [
    'an answer nobody gives',
    steps('{ at: 1s, inject: { answer: denied }, from: n1 }'),
    ['4:33 found the text `denied`', 'Allowed: accepted, refused.'],
  ],
  [
    'copies of nothing',
    `${MESH}expect: { traffic: { copies: 0 } }\n`,
    [
      '3:30 found `0`',
      'Write how many copies may be received for each delivery, like `3`: a number above 0.',
    ],
  ],
  [
    'deaths of nobody',
    `${MESH}expect: { keepalive: { of: [n1, n9] } }\n`,
    ['3:33 `n9` is no node', 'Did you mean `n1`? The nodes: n1, n2, n3, n4, n5.'],
  ],
  [
    'more pairs than can be judged',
    'nodes: { count: 2000 }\nlinks: { shape: ring }\nexpect: { keepalive: { of: all } }\n',
    [
      '3:28 2,000 nodes of which 2,000 have to tell: too many pairs to judge',
      'At most 1,000,000: name fewer, or take `neighbours`.',
    ],
  ],
  [
    'a reach that there is not',
    `${MESH}reach: everyone\n`,
    ['3:8 found the text `everyone`', 'Allowed: linked, all.'],
  ],
  [
    'programs that are held to their links, and may talk to all',
    `${MESH}reach: all\nexpect: { isolation: true }\n`,
    [
      '4:11 `isolation` together with `reach: all`',
      'Leave one of them out: with `reach: linked` messages travel over links alone.',
    ],
  ],
  [
    'the same half-way',
    `${MESH}reach: all\nsteps: [{ at: 1s, expect: { isolation: true } }]\n`,
    [
      '4:29 `isolation` together with `reach: all`',
      'Leave one of them out: with `reach: linked` messages travel over links alone.',
    ],
  ],
  [
    'a role that there is not',
    `${MESH}roles: { bootstrap: n1 }\n`,
    ['3:10 unknown key `bootstrap`', 'Allowed here: infrastructure.'],
  ],
  [
    'a role of nobody',
    `${MESH}roles: { infrastructure: [n1, n9] }\n`,
    ['3:31 `n9` is no node', 'Did you mean `n1`? The nodes: n1, n2, n3, n4, n5.'],
  ],
  [
    'a share without its unit',
    `${MESH}expect: { delivery: { share: 99 } }\n`,
    ['3:30 `99` has no unit', 'Write `99%`.'],
  ],
  [
    'a share of nothing',
    `${MESH}expect: { delivery: { share: 0% } }\n`,
    ['3:30 `0%` is too little', 'Write more than 0%, or switch the check off: `delivery: off`.'],
  ],
  [
    'a quantile that nobody uses',
    `${MESH}expect: { latency: { p42: 1s } }\n`,
    ['3:22 unknown key `p42`', 'Did you mean `p50`? Allowed here: p50, p75, p90, p95, p99, p999, max.'],
  ],
  [
    'no bound',
    `${MESH}expect: { latency: {} }\n`,
    ['3:11 `latency` without a bound', 'Write one or more, as in `latency: { p99: 200ms }`.'],
  ],
  [
    'bounds that shrink',
    `${MESH}expect: { latency: { p50: 2s, p99: 1s } }\n`,
    ['3:27 `p50` (2s) is more than `p99` (1s)', 'Bounds grow from `p50` to `max`.'],
  ],
  [
    'a step that asks for nothing',
    steps('{ at: 1s, expect: {} }'),
    [
      '4:23 an `expect` step that asks for no check',
      'Name one or more: delivery, duplicates, keepalive, traffic, latency, memory, isolation.',
    ],
  ],
];

const OTHER: Row[] = [
  [
    'a seed too large',
    `seed: 4294967296\n${MESH}`,
    ['1:7 `4294967296` is too large', 'Allowed: a whole number from 0 to 4,294,967,295.'],
  ],
  [
    'a name of two lines',
    `name: "a\\nb"\n${MESH}`,
    ['1:7 the text holds control characters', 'Write one line.'],
  ],
  [
    'a peer that is a list',
    `${MESH}peer: [a]\n`,
    ['3:7 found a list', 'Expected a map of options, as in `{ keepalive: 500ms }`.'],
  ],
  [
    'mistakes everywhere: all are said, in order of place',
    `nam: a\nnodes: { count: 3 }\nlinks: [[n1, n4]]\nsteps:\n  - { at: 1, kill: n1 }\nexpect: { delivery: { within: 2 } }\n`,
    ['1:1 unknown key `nam`', `Did you mean \`name\`? ${ALLOWED_ROOT}`],
    ['3:14 a link to `n4`, which is no node', 'Did you mean `n1`? The nodes: n1, n2, n3.'],
    ['5:11 `1` has no unit', 'Write `1ms` or `1s`.'],
    ['6:31 `2` has no unit', 'Write `2ms` or `2s`.'],
  ],
];

tryRows([
  ['a file that is', FILES],
  ['anchors and depth:', ANCHORS],
  ['an unknown key', KEYS],
  ['not in this version:', NOT_YET],
  ['nodes:', NODES],
  ['links:', LINKS],
  ['steps:', STEPS],
  ['expectations:', EXPECT],
  ['other:', OTHER],
]);

describe('very many mistakes', () => {
  it('are cut off', () => {
    const links = Array.from({ length: 5000 }, (_, i) => `  - [n1, x${i}]\n`).join('');
    const found = problemsOf(() => parseTopology(`nodes: { count: 5 }\nlinks:\n${links}`, 'bad.yaml'));
    expect(found).toHaveLength(101);
    expect(found.at(-1)?.text).toBe('and 4900 more');
  });
});

describe('an object', () => {
  it('is checked as a file is, and its errors name the path', () => {
    const found = problemsOf(() =>
      topologyFromObject({ nodes: { count: 3 }, links: [['n1', 'n4']], steps: [{ at: 5, kill: 'n1' }] }),
    );
    expect(found.map(({ file, text }) => `${file} ${text}`)).toEqual([
      'topology `links[0][1]`: a link to `n4`, which is no node',
      'topology `steps[0].at`: `5` has no unit',
    ]);
  });

  const cyclic: Record<string, unknown> = {};
  cyclic.peer = cyclic;
  it.each([
    [{ peer: { f: () => 1 } }, '`peer.f` is a function'],
    [{ peer: { d: new Date(0) } }, '`peer.d` is no plain object'],
    [{ peer: { n: Number.NaN } }, '`peer.n` is NaN'],
    [JSON.parse('{"peer":{"__proto__":{"a":1}}}'), '`peer` has a key `__proto__`'],
    [cyclic, 'is nested more than 100 deep, or holds itself'],
    [null, 'found nothing, expected a topology'],
  ])('%# is refused', (object, text) => {
    expect(problemsOf(() => topologyFromObject(object))[0]?.text).toContain(text);
  });
});
