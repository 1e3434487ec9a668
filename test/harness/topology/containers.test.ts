import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describePlan } from '../../../harness/plan/describe.ts';
import { makePlan } from '../../../harness/plan/plan.ts';
import { loadTopology, topologyFromObject } from '../../../harness/topology/load.ts';
import { tryRows } from './problems.ts';

/** A file whose nodes all have such a container. */
const given = (container: string) =>
  `nodes: { count: 2, image: p, container: ${container} }\nlinks: { shape: line }\n`;
const FROM = 'nodes: { count: 2, image: p, container: {'.length;

const PATH_FIX =
  'Write an absolute path of letters, digits and `_.+@-`, without `.` and `..`: `/etc/agent.conf`.';
const NAMES_FIX = 'Names are those of Linux, without `CAP_`, as in `NET_ADMIN`.';
const CPUS_FIX = 'Allowed: from 0.01 to 1024, as in `0.5`.';
const SYSCTL_FIX =
  'A container has settings of its own under net., fs.mqueue. and, for messages, kernel. alone.';

/** The column of what stands so far behind the brace. */
const at = (offset: number, text: string) => `1:${FROM + offset} ${text}`;

tryRows([
  [
    'memory and processors:',
    [
      [
        'a byte of memory',
        given('{ memory: 1B }'),
        [at(10, '`1B` is too little'), 'Allowed: from 6MiB to 1024GiB.'],
      ],
      [
        'memory as engines write it',
        given('{ memory: 512m }'),
        [
          at(10, '`512m` has the unknown unit `m`'),
          'Did you mean `512MiB`? Units: B, KiB, MiB, GiB, kB, MB, GB.',
        ],
      ],
      ['no processor', given('{ cpus: 0 }'), [at(8, 'found `0`, expected a number of processors'), CPUS_FIX]],
      [
        'processors in words',
        given('{ cpus: all }'),
        [at(8, 'found the text `all`, expected a number of processors'), CPUS_FIX],
      ],
    ],
  ],
  [
    'rights:',
    [
      [
        'a capability that nobody knows',
        given('{ user: root, capabilities: [NET_ADMN] }'),
        [
          at(29, 'found the text `NET_ADMN`, expected a capability'),
          `Did you mean \`NET_ADMIN\`? ${NAMES_FIX}`,
        ],
      ],
      [
        'a capability as engines write it',
        given('{ user: root, capabilities: [cap_net_admin] }'),
        [
          at(29, 'found the text `cap_net_admin`, expected a capability'),
          `Write \`NET_ADMIN\`. ${NAMES_FIX}`,
        ],
      ],
      [
        'capabilities that the kernel would not give',
        given('{ user: agent, capabilities: [NET_ADMIN] }'),
        [
          at(29, 'capabilities without the user `root`'),
          'Write `user: root` beside them: the kernel gives them to no other user here.',
        ],
      ],
      [
        'a user that is none',
        given('{ user: a b, capabilities: [NET_ADMIN] }'),
        [
          at(8, 'found the text `a b`, expected a user'),
          'Write a name or a number, and a group behind a colon if need be: `root`, `1000:1000`.',
        ],
      ],
      [
        'a device elsewhere',
        given('{ devices: [/etc/passwd, /dev/../etc/passwd] }'),
        [at(12, '`/etc/passwd` is no device'), 'Write a path under /dev.'],
        [at(25, '`/dev/../etc/passwd` is no device'), 'Write a path under /dev.'],
      ],
      [
        'a setting of the whole machine',
        given('{ sysctls: { vm.swappiness: 1 } }'),
        [at(13, '`vm.swappiness` holds for the whole machine'), SYSCTL_FIX],
      ],
      [
        'a way around that',
        given('{ sysctls: { net/../vm/swappiness: 1 } }'),
        [at(13, '`net/../vm/swappiness` holds for the whole machine'), SYSCTL_FIX],
      ],
    ],
  ],
  [
    'folders and files:',
    [
      [
        'a folder that is none',
        given('{ tmpfs: { data: 1MiB } }'),
        [at(11, '`data` is no path in a container'), PATH_FIX],
      ],
      [
        'a folder of the kernel',
        given('{ tmpfs: { /proc/x: 1MiB } }'),
        [at(11, '/proc is not free'), 'Take another path.'],
      ],
      [
        'a file that is not there',
        given('{ files: { /etc/a: nope } }'),
        [at(19, 'there is no file `nope`'), 'Paths go from the file in which they stand.'],
      ],
      [
        'a folder in place of a file',
        given('{ files: { /etc/a: . } }'),
        [at(19, '`.` is no regular file'), 'Name files one by one.'],
      ],
      [
        'a file that nobody would see',
        given('{ tmpfs: { /data: 1MiB }, files: { /tmp/a: package.json, /data/a: package.json } }'),
        [at(35, 'nobody would see `/tmp/a`: /tmp is a folder in memory'), 'Put the file elsewhere.'],
        [at(57, 'nobody would see `/data/a`: /data is a folder in memory'), 'Put the file elsewhere.'],
      ],
    ],
  ],
  [
    'what belongs together:',
    [
      [
        'an entry point before nothing',
        'nodes: { count: 1, container: { entrypoint: [strace] } }\nlinks: []\n',
        [
          '1:45 an entry point, and no program behind it',
          'Write `image` or `command` beside `container`, or leave it out: the bundled peer has its own.',
        ],
      ],
      [
        'beside `container`',
        'nodes: { count: 1, memory: 64MiB }\nlinks: []\n',
        ['1:20 `memory` is given to containers', 'Write `container: { memory: … }`.'],
      ],
      [
        'a program of `programs`, which has a `ready` of its own',
        'programs:\n  p: { command: [p, "{peers}"], ready: { log: up } }\nnodes: { count: 1, program: p, ready: { within: 9s } }\nlinks: []\n',
        ['3:39 `ready` beside `program`', 'Write `within` into `ready` of the program.'],
      ],
      [
        "a program's mistake, said once for all of its nodes",
        'programs:\n  p: { command: [p, "{peers}"], ready: { log: up }, container: { capabilities: [KILL] } }\nnodes: { a: { program: p }, b: { program: p } }\nlinks: []\n',
        [
          '2:80 capabilities without the user `root`',
          'Write `user: root` beside them: the kernel gives them to no other user here.',
        ],
      ],
    ],
  ],
]);

const everything = {
  memory: '64MiB',
  cpus: 0.5,
  capabilities: ['NET_ADMIN'],
  devices: ['/dev/net/tun'],
  tmpfs: { '/data': '16MiB' },
  files: { '/etc/agent.conf': 'package.json' },
  user: 0,
  sysctls: { 'net.core.somaxconn': 10 },
  entrypoint: ['stdbuf', '-oL'],
};

describe('what containers are given', () => {
  it('is nothing where nothing is written', () => {
    const { nodes } = topologyFromObject({ nodes: { a: {}, b: { container: {} } }, links: [] });
    for (const node of nodes) expect(node).not.toHaveProperty('container');
  });

  it('is kept as it is, with paths that hold from anywhere', () => {
    const [node] = topologyFromObject({
      nodes: { a: { command: ['p'], container: everything } },
      links: [],
    }).nodes;
    expect(node?.container).toEqual({
      memoryBytes: 64 * 2 ** 20,
      cpus: 0.5,
      capabilities: ['NET_ADMIN'],
      devices: ['/dev/net/tun'],
      tmpfs: { '/data': 16 * 2 ** 20 },
      files: { '/etc/agent.conf': resolve('package.json') },
      user: '0',
      sysctls: { 'net.core.somaxconn': '10' },
      entrypoint: ['stdbuf', '-oL'],
    });
  });

  it('is found from where the topology lies', async () => {
    const file = 'test/harness/topology/with-container.yaml';
    const [node] = (await loadTopology(file)).nodes;
    expect(node?.container?.files).toEqual({ '/etc/a': resolve('test/harness/topology/problems.ts') });
  });

  it('is what the program has, where the node does not say otherwise; and check tells it by name', () => {
    const program = { command: ['p', '{peers}'], image: 'i', ready: { log: 'up' } };
    const topology = topologyFromObject({
      programs: { p: { ...program, container: { memory: '1GiB', cpus: 2, tmpfs: { '/a': '4KiB' } } } },
      nodes: {
        n1: { program: 'p' },
        n2: { program: 'p' },
        n3: {
          program: 'p',
          container: { cpus: 1, tmpfs: { '/b': '4KiB' }, user: 'root', capabilities: ['KILL'] },
        },
        n4: { container: everything, image: 'i' },
        n5: {},
      },
      links: [],
    });
    const plan = makePlan(topology, 'r');
    expect(plan.nodes[2]?.container).toEqual({
      memoryBytes: 2 ** 30,
      cpus: 1,
      tmpfs: { '/b': 4096 },
      user: 'root',
      capabilities: ['KILL'],
    });
    expect(plan.nodes[4]).not.toHaveProperty('container');
    const lines = describePlan(plan).split('\n');
    const first = lines.findIndex((line) => line.startsWith('  given'));
    expect(lines.slice(first, first + 4).map((line) => line.slice(11))).toEqual([
      'n1, n2 have 1GiB of memory, 2 processors, 4KiB at /a',
      'n3 has 1GiB of memory, 1 processor, KILL, 4KiB at /b, the user root',
      'n4 has 64MiB of memory, 0.5 processors, NET_ADMIN, /dev/net/tun, 16MiB at /data, the file package.json at /etc/agent.conf, the user 0, net.core.somaxconn=10, the entry point stdbuf -oL',
      'to containers alone: processes and simulations go without',
    ]);
  });
});
