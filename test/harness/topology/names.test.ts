/**
 * Names, selectors and texts are what stands in the file, never what YAML makes of it.
 */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadTopology, parseTopology, topologyFromObject } from '../../../harness/topology/load.ts';
import { nameProblem } from '../../../harness/topology/schema/name-rules.ts';
import { problemsOf } from './problems.ts';

/** To YAML 1.2 or 1.1 a number, a switch, a date, nothing. */
const MISREAD = [
  ...[
    '0e55',
    '0e5524752632',
    '010',
    '1e3',
    '1_000',
    '0x1f',
    '0o17',
    '0b11',
    '1.5',
    '1.',
    '1e400',
    '007',
    '1.0',
  ],
  ...['yes', 'no', 'on', 'Off', 'y', 'true', 'False', 'null', 'NULL', '2001-12-14', '190.20.30'],
];

/** Every place in which a file names nodes and networks, with a name and another. */
function fileWith(name: string, other: string): string {
  return `nodes:
  ${name}:
  ${other}: { start: never }
networks: { ${name}: [${name}, ${other}], both: all, ${other}: [${other}, ${name}] }
links:
  - [${name}, ${other}, { ${name}: { loss: 5% }, ${other}: { latency: 5ms } }]
steps:
  - { at: 1s, start: ${other} }
  - { at: 2s, inject: ${name}, from: ${name} }
  - { at: 3s, inject: { text: ${other} }, from: [${other}, ${name}] }
  - { at: 4s, partition: [${name}, rest] }
  - { at: 5s, heal: all }
  - { at: 6s, cut: [${name}, ${other}] }
  - { at: 7s, mend: { from: ${name}, to: [${other}] } }
  - { at: 7s, mend: [{ from: ${other}, to: ${name} }] }
  - { at: 8s, link: { between: [${name}, ${other}], loss: 1% } }
  - { at: 9s, link: { from: ${name}, to: ${other} } }
  - { at: 10s, attack: ${name} }
  - { at: 11s, attack: { nodes: [${other}] } }
  - { at: 12s, churn: { share: 1%, for: 4s, of: ${name}, spare: ${other} } }
  - { at: 20s, pause: ${name} }
  - { at: 21s, resume: [${name}] }
  - { at: 22s, stop: ${name} }
  - { at: 23s, start: [${name}] }
  - { at: 24s, kill: ${name} }
`;
}

function namesEverything(name: string, other: string): void {
  const { nodes, networks, links, steps } = parseTopology(fileWith(name, other), 'names.yaml');
  const both = [name, other];
  expect(nodes.map((node) => node.name)).toEqual(both);
  expect(networks).toEqual([
    { name, nodes: both },
    { name: 'both', nodes: both },
    { name: other, nodes: both },
  ]);
  expect(links).toEqual([{ a: name, b: other, ab: { loss: 0.05 }, ba: { latencyMs: 5 } }]);
  expect(steps.slice(0, 8)).toMatchObject([
    { verb: 'start', nodes: [other] },
    { verb: 'inject', text: name, from: [name] },
    { verb: 'inject', text: other, from: both },
    { verb: 'partition', groups: [[name], [other]] },
    { verb: 'heal' },
    {
      verb: 'cut',
      directions: [
        { from: name, to: other },
        { from: other, to: name },
      ],
    },
    { verb: 'mend', directions: [{ from: name, to: other }] },
    { verb: 'mend', directions: [{ from: other, to: name }] },
  ]);
  expect(steps.slice(12, 14)).toMatchObject([
    { verb: 'kill', nodes: [name] },
    { verb: 'start', nodes: [name] },
  ]);
  expect(steps.slice(14).map((step) => 'nodes' in step && step.nodes)).toEqual(Array(5).fill([name]));
}

describe('a name', () => {
  it('like a number: names-like-numbers.yaml', async () => {
    const { nodes, links, steps } = await loadTopology('test/cases/names-like-numbers.yaml');
    expect(nodes.map(({ name }) => name)).toEqual(['0e5524752632', 'b']);
    expect(links).toEqual([{ a: '0e5524752632', b: 'b' }]);
    expect(steps).toMatchObject([{ verb: 'inject', from: ['0e5524752632'] }]);
  });

  it.each(MISREAD)('%s is that text wherever it stands', (name) => {
    namesEverything(name, 'bob');
    namesEverything('bob', name);
  });

  it('of the alphabet is exactly that name, or is refused for what it is', () => {
    const letters = 'abeExXnNoOyuUl0123456789._-'.split('');
    const names = fc.oneof(
      fc.constantFrom(...MISREAD),
      fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/),
      fc
        .string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 6 })
        .filter((name) => /^[\w]/.test(name)),
    );
    fc.assert(
      fc.property(names, names, (name, other) => {
        fc.pre(name.toLowerCase() !== other.toLowerCase() && !/^_/.test(name + other) && !/^_/.test(other));
        fc.pre(![name, other].includes('both'));
        const refused = nameProblem(name) ?? nameProblem(other);
        if (refused === null) namesEverything(name, other);
        else {
          const problems = problemsOf(() => parseTopology(fileWith(name, other), 'names.yaml'));
          expect(problems.map(({ text }) => text)).toContain(refused.text);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('that an alias stands for, that JSON quotes, or that follows %YAML 1.1, is the same', () => {
    const aliased =
      'x-who: [&who 0e55]\nnodes: { 0e55: , b: }\nlinks: [[*who, b]]\nsteps: [{ at: 1s, kill: *who }]\n';
    expect(parseTopology(aliased, 'a').steps).toMatchObject([{ nodes: ['0e55'] }]);
    const old =
      '%YAML 1.1\n---\nnodes: { yes: , 2001-12-14: , 1_000: }\nlinks: [[yes, 2001-12-14], [yes, 1_000]]\n';
    expect(parseTopology(old, 'a').nodes.map(({ name }) => name)).toEqual(['yes', '2001-12-14', '1_000']);
    const json = '{ "nodes": { "0e55": {}, "b": {} }, "links": [["0e55", "b"]] }';
    expect(parseTopology(json, 'a').links).toEqual([{ a: '0e55', b: 'b' }]);
  });

  it('in an object may be a number, as programs write it', () => {
    const { links } = topologyFromObject({ nodes: { 7: {}, '0e1': {} }, links: [[7, '0e1']] });
    expect(links).toEqual([{ a: '7', b: '0e1' }]);
  });

  it('that is set is what was given', () => {
    const file =
      'nodes: { 0e55: , 010: }\nlinks: [[0e55, 010]]\nsteps: [{ at: 1s, inject: hi, from: 010 }]\n';
    const set = [
      { path: 'steps.0.from', value: '0e55' },
      { path: 'steps.0.inject', value: '1e3' },
    ];
    expect(parseTopology(file, 'a', { set }).steps).toMatchObject([{ from: ['0e55'], text: '1e3' }]);
  });

  it('that is nobody is quoted as it stands there', () => {
    const file = 'nodes: { 0e55: , b: }\nlinks: [[0e56, b]]\nsteps: [{ at: 1s, kill: 00e1 }]\n';
    expect(problemsOf(() => parseTopology(file, 'a')).map(({ text }) => text)).toEqual([
      'a link to `0e56`, which is no node',
      '`00e1` is no node',
    ]);
  });
});

describe('a selector', () => {
  it.each([
    ['0e1..0e3', ['0e1', '0e2', '0e3']],
    ['008..010', ['008', '009', '010']],
    ['[1e3, 0x1f]', ['1e3', '0x1f']],
  ])('%s means the nodes of these names', (selector, names) => {
    const nodes = names.map((name) => `${name}:`).join(', ');
    const file = `nodes: { ${nodes} }\nlinks: []\nsteps: [{ at: 1s, kill: ${selector} }]\n`;
    expect(parseTopology(file, 'a').steps).toMatchObject([{ nodes: names }]);
  });

  it('of numbers that nobody can count is refused', () => {
    const file =
      'nodes: { 9007199254740992: }\nlinks: []\nsteps: [{ at: 1s, kill: 9007199254740992..9007199254740999 }]';
    expect(problemsOf(() => parseTopology(file, 'a'))).toHaveLength(1);
  });
});

describe('a text', () => {
  const MESH = 'nodes: { count: 1 }\nlinks: []\n';

  it.each(['010', '0e55', '1_000', '42', 'yes', 'true', 'null', '~', '.inf', '2001-12-14'])(
    '%s is these letters',
    (text) => {
      const steps = `steps:\n  - { at: 1s, inject: ${text}, from: n1 }\n  - { at: 2s, inject: { text: ${text} }, from: n1 }\n`;
      const topology = parseTopology(`name: ${text}\n${MESH}${steps}`, 'a');
      expect(topology.name).toBe(text);
      expect(topology.steps).toMatchObject([{ text }, { text }]);
      const node = `nodes: { a: { image: ${text}, command: [run, ${text}], env: { A: ${text}, B: '${text}' } } }\nlinks: []\n`;
      const { image, command, env } = parseTopology(node, 'a').nodes[0]!;
      expect([image, command, env]).toEqual([text, ['run', text], { A: text, B: text }]);
    },
  );

  it('that is not there is missing', () => {
    const found = problemsOf(() => parseTopology(`${MESH}steps: [{ at: 1s, inject: , from: n1 }]\n`, 'a'));
    expect(found.map(({ text }) => text)).toEqual(['found nothing']);
  });

  it('has to be one where a program gives it', () => {
    const object = { nodes: { count: 1 }, links: [], steps: [{ at: '1s', inject: 42, from: 'n1' }] };
    expect(problemsOf(() => topologyFromObject(object))).toMatchObject([{ fix: "Put it in quotes: '42'." }]);
  });
});

it('numbers are numbers still', () => {
  const { seed, steps } = parseTopology(
    `seed: 0x1f\nnodes: { count: 3 }\nlinks: []\nsteps: [{ at: 0, inject: { count: 1e3, bytes: 010 }, from: n1 }]\n`,
    'a',
  );
  expect(seed).toBe(31);
  expect(steps).toMatchObject([{ count: 1000, bytes: 10 }]);
});
