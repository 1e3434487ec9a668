/**
 * Options of the bundled peer are part of the schema: what it does not know is refused wherever it runs, and what other
 * programs are given is theirs.
 */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { topologyJsonSchema } from '../../../harness/topology/json-schema.ts';
import { loadTopology, parseTopology, topologyFromObject } from '../../../harness/topology/load.ts';
import { bundledOptions } from '../../../harness/topology/schema/peer.ts';
import { OPTION_NAMES, PEER_OPTIONS, readPeerOptions } from '../../../node/contract/options.ts';
import { meshbed } from '../cli/command-line.ts';
import { misfits } from './json-schema.ts';
import { problemsOf, type Row, tryRows } from './problems.ts';

const MESH = 'nodes: { count: 3 }\nlinks: { shape: ring }\n';
const KNOWN = 'The bundled peer knows keepalive, hops, store.';
const MIXED = 'other programs get options of their own by `env` or `command`.';

it('unchecked-peer-option.yaml is refused, with the nearest name', async () => {
  const error = await loadTopology('test/cases/unchecked-peer-option.yaml').catch((error: unknown) => error);
  expect(String(error)).toContain(`test/cases/unchecked-peer-option.yaml:3:9 unknown option \`keepalve\``);
  expect(String(error)).toContain(`Did you mean \`keepalive\`? ${KNOWN}`);
});

it.each(['check', 'run --runtime sim', 'sweep --vary links.loss=0%,1%', 'up', 'compose', 'graph'])(
  '`meshbed %s` refuses it before anything starts',
  async (command) => {
    const [name = '', ...flags] = command.split(' ');
    const load = (file: string) => loadTopology(file);
    const { code, err, runs } = await meshbed(
      [name, 'test/cases/unchecked-peer-option.yaml', ...flags].join(' '),
      { load },
    );
    expect(code).toBe(2);
    expect(err).toContain('Did you mean `keepalive`?');
    expect(runs).toEqual([]);
  },
);

const WRONG: Row[] = [
  [
    'a bare number',
    `${MESH}peer: { keepalive: 500 }\n`,
    ['3:20 `500` has no unit', 'Write `500ms` or `500s`.'],
  ],
  [
    'an unknown unit',
    `${MESH}peer: { keepalive: 5sec }\n`,
    ['3:20 `5sec` has the unknown unit `sec`', 'Did you mean `5s`? Units: ms, s, m, h.'],
  ],
  [
    'too often',
    `${MESH}peer: { keepalive: 1ms }\n`,
    ['3:20 `1ms` is too little', 'At least 20ms is allowed.'],
  ],
  ['too seldom', `${MESH}peer: { keepalive: 2h }\n`, ['3:20 `2h` is too much', 'At most 1h is allowed.']],
  [
    'a text for a number',
    `${MESH}peer: { hops: "8" }\n`,
    ['3:15 found the text `8`, expected a whole number from 1 to 255', 'Write it like `32`.'],
  ],
  [
    'half a hop, and less than no messages',
    `${MESH}peer: { hops: 1.5, store: -1 }\n`,
    ['3:15 `1.5` is not a whole number', 'Allowed: a whole number from 1 to 255.'],
    ['3:27 `-1` is too small', 'Allowed: a whole number from 0 to 1,000,000.'],
  ],
  [
    'nothing',
    `${MESH}peer: { keepalive: }\n`,
    ['3:9 found nothing, expected a duration', 'Write it like `5ms` or `5s`.'],
  ],
  ['like nothing', `${MESH}peer: { frobnicate: 1 }\n`, ['3:9 unknown option `frobnicate`', KNOWN]],
  [
    'in a mesh of several programs',
    'nodes: { a: { image: x }, b: , c: { command: [x] } }\nlinks: []\npeer: { mine: 1, keepalive: 1 }\n',
    ['3:9 unknown option `mine`', `${KNOWN} The bundled peer runs on b; ${MIXED}`],
    ['3:29 `1` has no unit', 'Write `1ms` or `1s`.'],
  ],
  [
    'beside a node that is wrong',
    'nodes: { a: { start: 5 }, b: { command: [x] } }\nlinks: []\npeer: { hopps: 4 }\n',
    ['1:22 `5` has no unit', 'Write `5ms` or `5s`. Or write `never`.'],
    ['3:9 unknown option `hopps`', `Did you mean \`hops\`? ${KNOWN} The bundled peer runs on a; ${MIXED}`],
  ],
  [
    'beside a node of which nobody knows what it runs: nothing is said of it',
    'nodes: { a: { imag: x } }\nlinks: []\npeer: { mine: 4 }\n',
    [
      '1:15 unknown key `imag`',
      'Did you mean `image`? Allowed here: image, command, program, env, env_file, folder, container, ready, start, nat, firewall, uplink, downlink, address.',
    ],
  ],
  [
    'beside a count that is wrong',
    'nodes: { count: 0 }\nlinks: []\npeer: { mine: 4 }\n',
    ['1:17 `0` is too small', 'Allowed: a whole number from 1 to 1,000,000.'],
    ['3:9 unknown option `mine`', KNOWN],
  ],
];

tryRows([['an option that is', WRONG]]);

describe('options', () => {
  it.each([
    'nodes: { count: 2, image: x }\nlinks: []\n',
    'nodes: { a: { image: x }, b: { command: [x] } }\nlinks: []\n',
  ])('where no node runs the bundled peer are passed on as they are: %j', (mesh) => {
    const { peer } = parseTopology(`${mesh}peer: { mine: [1, null], keepalive: 500, hops: many }\n`, 'a');
    expect(peer).toEqual({ mine: [1, null], keepalive: 500, hops: 'many' });
  });

  it('are checked in an object, and when they are set, too', () => {
    const object = { nodes: { count: 2 }, links: [], peer: { keepalive: 200 } };
    expect(problemsOf(() => topologyFromObject(object))).toMatchObject([
      { text: '`peer.keepalive`: `200` has no unit' },
    ]);
    const set = [{ path: 'peer.keepalive', value: '200' }];
    expect(problemsOf(() => parseTopology(MESH, 'a', { set }))).toMatchObject([
      { text: 'with `peer.keepalive=200`: `200` has no unit' },
    ]);
  });

  it('where the nodes come from a file are those of the bundled peer', () => {
    const file = 'links: { file: aarnet.graphml }\npeer: { stoer: 5 }\n';
    const found = problemsOf(() => parseTopology(file, 'a', { folder: 'examples' }));
    expect(found.map(({ text }) => text)).toEqual(['unknown option `stoer`']);
  });

  it('that the schema takes are those that the node takes, and mean the same', () => {
    const numbers = fc.oneof(fc.integer({ min: -2, max: 300 }), fc.constantFrom(0.5, 1e6, 1e6 + 1, 4096));
    const durations = fc
      .tuple(
        fc.oneof(fc.integer({ min: 0, max: 4000 }), fc.constantFrom('.5', '1.25', '0.02')),
        fc.constantFrom('ms', 's', 'm', 'h', ''),
      )
      .map(([number, unit]) => `${number}${unit}`);
    const values = fc.oneof(numbers, durations, fc.constantFrom<unknown>(null, true, 'often', [], {}));
    fc.assert(
      fc.property(fc.constantFrom(...OPTION_NAMES), values, (name, value) => {
        const bySchema = bundledOptions.safeParse({ [name]: value });
        if (!bySchema.success) return;
        const { options, problems } = readPeerOptions({ [name]: value });
        expect(problems).toEqual([]);
        expect(Object.values(options)).toContain(Object.values(bySchema.data)[0]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('editors', () => {
  const schema = topologyJsonSchema();
  const fits = (yaml: string) => misfits(schema, parse(yaml)).length === 0;

  it('complete each option, with its default and what it means', () => {
    const { peer } = schema.properties as {
      peer: { properties: Record<string, { default: unknown; description: string }> };
    };
    for (const [name, { byDefault, meaning }] of Object.entries(PEER_OPTIONS)) {
      expect(peer.properties[name]).toMatchObject({ default: byDefault, description: meaning });
    }
  });

  it.each([
    [`${MESH}peer: { keepalive: 500ms, hops: 8, store: 0 }\n`, true],
    [`${MESH}peer: { keepalve: 500ms }\n`, false],
    [`${MESH}peer: { keepalive: 500 }\n`, false],
    ['nodes: { a: , b: { image: x } }\nlinks: []\npeer: { mine: 1 }\n', false],
    ['nodes: { a: { command: [x] }, b: { image: x } }\nlinks: []\npeer: { mine: 1, keepalive: 5 }\n', true],
    ['nodes: { count: 2, command: [x] }\nlinks: []\npeer: { mine: 1 }\n', true],
    ['links: { file: a.graphml }\npeer: { mine: 1 }\n', false],
  ])('are as loading says for %j', (yaml, isFine) => {
    expect(fits(yaml)).toBe(isFine);
  });

  it('accept the other case', () => {
    expect(fits(readFileSync('test/cases/names-like-numbers.yaml', 'utf8'))).toBe(true);
  });
});
