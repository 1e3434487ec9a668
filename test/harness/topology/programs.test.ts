import { describe, expect, it } from 'vitest';
import { loadTopology, parseTopology, topologyFromObject } from '../../../harness/topology/load.ts';
import { writeTopology } from '../../../harness/topology/print/write.ts';
import { tryRows } from './problems.ts';

/** A file whose only program has these lines. */
const file = (program: string, rest = 'nodes: { count: 3, program: p }\nlinks: { shape: ring }\n') =>
  `programs:\n  p: { ${program} }\n${rest}`;

const START = 'command: [p, "{peers}"]';
const READY = 'ready: { log: up }';

const HERE = '{node} {host} {port} {listen} {public} {key} {seed} {boot} {dir}';
const GROUPS = 'Write `(?<node>…)` around what is the neighbour.';

tryRows([
  [
    'what starts a program:',
    [
      ['nothing', file(READY), ['2:6 nothing starts this program', 'Write `command`, or `image`, or both.']],
      [
        'an unknown placeholder',
        file(`command: [p, "{lisen}", "{peers}"], ${READY}`),
        [
          '2:21 unknown placeholder `{lisen}`',
          `Did you mean \`listen\`? Allowed here: ${HERE} {peers}. To write the text itself: \`{{lisen}}\`.`,
        ],
      ],
      [
        'a placeholder of another place',
        file(`command: [p, "{ref}", "{peers}"], ${READY}`),
        [
          '2:21 `{ref}` has no meaning here',
          `Allowed here: ${HERE} {peers}. To write the text itself: \`{{ref}}\`.`,
        ],
      ],
      [
        'nobody who tells it its neighbours',
        file(`command: [p], ${READY}`),
        [
          '2:6 nobody tells this program its neighbours',
          'Put `{peers}` into `command`, `env` or a file, or write `peers: never` where it finds them by itself.',
        ],
      ],
      [
        'neighbours, and nobody to be told of',
        file(`${START}, peers: never, ${READY}`),
        ['2:21 `{peers}`, with `peers: never`', 'Leave out one of them.'],
      ],
      [
        'neighbours within a text',
        file(`command: [p, "--join={peers}"], ${READY}`),
        [
          '2:21 `{peers}` within a text, and nothing says what stands between them',
          'Write `separator: ","` beside it, or make `{peers}` an item of `command` of its own.',
        ],
      ],
      [
        'a neighbour written by what is of the node itself',
        file(`${START}, ${READY}, neighbour: "{listen}"`),
        [
          '2:64 `{listen}` has no meaning here',
          'Allowed here: {node} {host} {port}. To write the text itself: `{{listen}}`.',
        ],
      ],
      [
        'files elsewhere',
        file(`${START}, ${READY}, files: { ../x: a }`),
        [
          '2:68 `../x` cannot be the name of such a file',
          'Write a name without folders: it lies in `{dir}`.',
        ],
      ],
    ],
  ],
  [
    'ready:',
    [
      ['missing', file(START), ['2:6 `ready` is missing', READY_FIX()]],
      [
        'no condition',
        file(`${START}, ready: { within: 5s }`),
        ['2:40 what says that it is ready is missing', 'Write exactly one of log, tcp, udp, http, exec.'],
      ],
      [
        'two conditions',
        file(`${START}, ready: { log: up, tcp: 80 }`),
        [
          '2:40 what says that it is ready is written 2 times: log, tcp',
          'Write exactly one of log, tcp, udp, http, exec.',
        ],
      ],
      [
        'a status of nothing',
        file(`${START}, ready: { log: up, status: 200 }`),
        ['2:51 `status` says nothing about `log`', 'It belongs to `http`.'],
      ],
      [
        'an expression that cannot be read',
        file(`${START}, ready: { log: '(up' }`),
        [
          '2:47 no regular expression: missing closing ): `(up`',
          'The syntax is that of RE2: groups are `(?<name>…)`, and there is no looking ahead and no referring back.',
        ],
      ],
      [
        'an expression that matches everything',
        file(`${START}, ready: { log: '.*' }`),
        ['2:47 the expression matches every line', 'Write what is only in the lines that are meant.'],
      ],
      [
        'an expression that looks ahead',
        file(`${START}, ready: { log: 'up(?=x)' }`),
        [
          '2:47 no regular expression: invalid or unsupported Perl syntax: `(?=`',
          'The syntax is that of RE2: groups are `(?<name>…)`, and there is no looking ahead and no referring back.',
        ],
      ],
      [
        'no address',
        file(`${START}, ready: { http: health }`),
        ['2:48 `health` is no address', 'Write a path, as in `/health`, or `http://…`.'],
      ],
    ],
  ],
  [
    'events:',
    [
      [
        'a group that means nothing, and one that is missing',
        file(`${START}, ${READY}, events: { peer-up: { log: 'a (?<nod>.)' } }`),
        ['2:79 `peer-up` has no group `nod`', 'Did you mean `node`? Its groups: node.'],
        ['2:79 `peer-up` without the group `node`', GROUPS],
      ],
      [
        'an unknown event',
        file(`${START}, ${READY}, events: { deliverd: { log: a } }`),
        [
          '2:63 unknown key `deliverd`',
          'Did you mean `delivered`? Allowed here: delivered, peer-up, peer-down.',
        ],
      ],
      [
        'a message that nobody can know again',
        file(
          `${START}, ${READY}, inject: { stdin: "{text}" }, events: { delivered: { log: 'a (?<message>.)' } }`,
        ),
        [
          '2:61 the message is put in without its `{ref}`',
          'Write `{ref}` into it: by that the group `message` knows it again, in whatever node.',
        ],
      ],
      [
        'content that nobody puts in',
        file(
          `${START}, ${READY}, inject: { stdin: "{ref}" }, events: { delivered: { log: '(?<message>.) (?<data>.)' } }`,
        ),
        [
          '2:61 `delivered` has a group `data`, and nothing puts `{text}` in',
          'Write `{text}` into it, or leave the group out.',
        ],
      ],
      [
        'lines of two sources',
        file(`${START}, ${READY}, events: { peer-up: { log: '(?<node>.)', stream: stdout, file: x } }`),
        ['2:109 both `stream` and `file`', 'Lines come from one of them.'],
      ],
    ],
  ],
  [
    'who uses it:',
    [
      [
        'an unknown program',
        file(`${START}, ${READY}`, 'nodes: { count: 3, program: q }\nlinks: { shape: ring }\n'),
        ['3:29 no program `q`', 'There are: p.'],
      ],
      [
        'no programs at all',
        'nodes: { a: { program: p }, b: }\nlinks: [[a, b]]\n',
        ['1:24 no program `p`', 'There is no section `programs`.'],
      ],
      [
        'a program beside an image',
        file(`${START}, ${READY}`, 'nodes: { count: 3, program: p, image: x }\nlinks: { shape: ring }\n'),
        ['3:29 both `program` and `image`', 'Write `image` in the program, or leave `program` out.'],
      ],
      [
        'messages for a program that takes none',
        file(
          `${START}, ${READY}`,
          'nodes: { count: 3, program: p }\nlinks: { shape: ring }\nsteps: [{ at: 1s, inject: a, from: n1 }]\n',
        ),
        [
          '5:36 n1: the program has no `inject`, so no message can be put in',
          'Describe a way in at the program, or name other nodes.',
        ],
      ],
      [
        'expectations that nobody can be seen to meet',
        file(
          `${START}, ${READY}`,
          'nodes: { count: 3, program: p }\nlinks: { shape: ring }\nexpect: { keepalive: {}, delivery: {}, traffic: { copies: 2 } }\n',
        ),
        [
          '5:11 `keepalive` cannot be judged: no node runs a program with the events `peer-up` or `peer-down`',
          'Leave it out, or give the programs what it needs.',
        ],
        [
          '5:26 `delivery` cannot be judged: no node runs a program with the event `delivered`',
          'Leave it out, or give the programs what it needs.',
        ],
        [
          '5:40 `traffic` cannot be judged: no node runs a program with `received` in its `stats`',
          'Leave it out, or give the programs what it needs.',
        ],
      ],
    ],
  ],
]);

function READY_FIX(): string {
  return 'Write a map with the keys log, stream, file, tcp, udp, http, status, exec, within.';
}

describe('programs', () => {
  const all = {
    programs: {
      full: {
        image: 'my-image:dev',
        command: ['agent', '--join={peers}', '{{node}}'],
        separator: ',',
        neighbour: '/ip4/{host}',
        env: { NAME: '{node}' },
        container: { memory: '1GiB', tmpfs: { '/data': '4KiB' }, entrypoint: 'image' },
        stats: { exec: ['agent', 'stats', '{node}'], received: 'net.in' },
        files: { 'agent.conf': 'listen = {listen}\n{ "a": { } }\n' },
        ready: { http: '/health', status: 204, within: '60s' },
        inject: { http: { url: 'http://{host}:80/', body: '{ref} {text}' } },
        events: {
          delivered: { json: { where: { e: 'got' }, message: 'm.id', data: 'm.text' }, own: 'reported' },
          'peer-up': { log: 'joined (?<node>\\S+)', stream: 'stderr' },
          'peer-down': { log: 'lost (?<node>\\S+)', file: 'agent.log' },
        },
        stop: { exec: ['agent', 'leave'] },
      },
      small: { command: ['agent'], peers: 'never', ready: { tcp: true }, inject: { exec: ['say', '{ref}'] } },
    },
    nodes: { a: { program: 'full' }, b: { program: 'small', env: { X: 1 } }, c: {} },
    links: [
      ['a', 'b'],
      ['b', 'c'],
    ],
  };

  it('are written as they were read', () => {
    const topology = topologyFromObject(all, { name: 'all' });
    const text = writeTopology(topology);
    const again = parseTopology(text, 'all');
    for (const program of Object.values(again.programs ?? {})) delete program.commandAt;
    expect(again).toEqual(topology);
    expect(text).toContain('own: reported');
  });

  it('of the example are ten lines', async () => {
    const { programs } = await loadTopology('examples/programs/shout.yaml');
    expect(Object.keys(programs ?? {})).toEqual(['shout']);
  });

  it('leave the options of `peer` to themselves', () => {
    const { programs, nodes, links } = all;
    const { a, b } = nodes;
    const topology = { programs, nodes: { a, b }, links: links.slice(0, 1), peer: { anything: 1 } };
    expect(topologyFromObject(topology).peer).toEqual({ anything: 1 });
    expect(() => topologyFromObject({ ...all, peer: { anything: 1 } })).toThrow('unknown option');
  });
});
