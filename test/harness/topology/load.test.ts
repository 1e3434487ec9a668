import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TopologyError } from '../../../harness/common/errors.ts';
import { loadTopology, parseTopology, topologyFromObject } from '../../../harness/topology/load.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'meshbed-topology-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function problemOf(file: string): Promise<string> {
  const error = await loadTopology(file).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(TopologyError);
  const [problem] = (error as TopologyError).problems;
  return `${problem?.line}:${problem?.column} ${problem?.text}. ${problem?.fix}`;
}

describe('a file that cannot be read', () => {
  it('is not there', async () => {
    await writeFile(join(folder, 'ring.yaml'), 'nodes: { count: 3 }\nlinks: { shape: ring }\n');
    expect(await problemOf(join(folder, 'rign.yaml'))).toBe(
      `1:1 there is no such file. Did you mean \`${join(folder, 'ring.yaml')}\`?`,
    );
    expect(await problemOf(join(folder, 'nowhere', 'ring.yaml'))).toContain('There is no folder');
    expect(await problemOf(join(folder, 'ring.yaml', 'x'))).toContain('1:1 there is no such file.');
  });

  it('is a directory', async () => {
    expect(await problemOf(folder)).toContain('1:1 this is a directory. Name the files in it');
  });

  it('is no UTF-8', async () => {
    const file = join(folder, 'latin1.yaml');
    await writeFile(file, Buffer.from('name: a\nnodes: { M\xfcller: {} }\n', 'latin1'));
    expect(await problemOf(file)).toBe('2:11 the file is not UTF-8 text. Save it as UTF-8.');
  });

  it('has 10 MB', async () => {
    const file = join(folder, 'large.yaml');
    await writeFile(file, Buffer.alloc(10 * 1024 * 1024, '# \n'));
    expect(await problemOf(file)).toContain(
      '1:1 the file has 10.0 MiB, more than the 1 MiB that are read. Use a `shape`',
    );
    expect(() => parseTopology('#'.repeat(2 ** 20 + 1), 'text')).toThrow('more than the 1 MiB');
  });

  it('is empty', async () => {
    const file = join(folder, 'empty.yaml');
    await writeFile(file, '');
    expect(await problemOf(file)).toBe('1:1 the file is empty. Write at least `nodes` and `links`.');
  });
});

describe('a topology', () => {
  it('has defaults for all that is not said', () => {
    const topology = parseTopology('nodes: { count: 2 }\nlinks: { shape: line }\n', 'examples/two nodes.yml');
    expect(topology).toEqual({
      name: 'two nodes',
      seed: expect.any(Number),
      nodes: [
        { name: 'n1', env: {}, startMs: 0 },
        { name: 'n2', env: {}, startMs: 0 },
      ],
      links: [{ a: 'n1', b: 'n2' }],
      networks: [],
      peer: {},
      steps: [],
      expect: {
        delivery: { asked: false, withinMs: 5000, to: 'present' },
        duplicates: { asked: false },
        keepalive: { asked: false, detectMs: null, recoverMs: null, tolerateMs: 5000 },
        traffic: null,
        latency: null,
        memory: null,
        isolation: null,
        settleMs: null,
      },
    });
  });

  it('draws a seed when it has none, and takes one that is given over its own', () => {
    const text = 'nodes: { count: 2 }\nlinks: { shape: line }\n';
    const drawn = new Set([1, 2, 3].map(() => parseTopology(text, 'a').seed));
    expect(drawn.size).toBeGreaterThan(1);
    expect(parseTopology(`seed: 5\n${text}`, 'a').seed).toBe(5);
    expect(parseTopology(`seed: 5\n${text}`, 'a', { seed: 6 }).seed).toBe(6);
  });

  it('has the nodes of a map, with what each runs', () => {
    const { nodes } = parseTopology(
      'nodes:\n  alice:\n  bob: { image: "x:dev", env: { A: 1, B: true } }\n  7: { command: [node, p.js], start: 5s }\n  c: { start: never }\nlinks: [[alice, 7], [7, bob]]\n',
      'a',
    );
    expect(nodes).toEqual([
      { name: 'alice', env: {}, startMs: 0 },
      { name: 'bob', image: 'x:dev', env: { A: '1', B: 'true' }, startMs: 0 },
      {
        name: '7',
        command: ['node', 'p.js'],
        folder: process.cwd(),
        commandAt: 'a:4:17',
        env: {},
        startMs: 5000,
      },
      { name: 'c', env: {}, startMs: null },
    ]);
  });

  it('holds what stands beside count for every node', () => {
    const { nodes } = parseTopology('nodes: { count: 2, image: x, start: 1s }\nlinks: []\n', 'a');
    expect(nodes.map(({ image, startMs }) => [image, startMs])).toEqual([
      ['x', 1000],
      ['x', 1000],
    ]);
  });

  it('has links with the earlier node first, in the order written', () => {
    const { links } = parseTopology('nodes: { count: 4 }\nlinks: [[n3, n2], [n4, n1], [n1, n2]]\n', 'a');
    expect(links).toEqual([
      { a: 'n2', b: 'n3' },
      { a: 'n1', b: 'n4' },
      { a: 'n1', b: 'n2' },
    ]);
  });

  it('knows anchors, merges and a place for them', () => {
    const { nodes } = parseTopology(
      'x-base: &base { image: x, env: { A: 1 } }\nnodes:\n  a: *base\n  b: { <<: *base, image: y }\nlinks: []\n',
      'a',
    );
    expect(nodes.map(({ image, env }) => [image, env])).toEqual([
      ['x', { A: '1' }],
      ['y', { A: '1' }],
    ]);
  });

  it('passes the options of the peer on as they are written', () => {
    const { peer } = parseTopology(
      'nodes: { count: 1, image: x }\nlinks: []\npeer: { keepalive: 500ms, deep: { a: [1, null] } }\n',
      'a',
    );
    expect(JSON.stringify(peer)).toBe('{"keepalive":"500ms","deep":{"a":[1,null]}}');
  });

  it('is the same from an object as from a file', () => {
    const object = {
      seed: 3,
      nodes: { count: 9 },
      links: { shape: 'small-world', degree: 4 },
      steps: [{ at: '1s', inject: { count: 3 }, from: ['random(2)', 'n1'] }],
      peer: undefined,
      expect: { delivery: { within: '1s' } },
    };
    const fromObject = topologyFromObject(object, { name: 'a' });
    const fromFile = parseTopology(JSON.stringify(object), 'a');
    expect({ ...fromObject, steps: [{ ...fromObject.steps[0], line: 1 }] }).toEqual(fromFile);
  });

  it('leaves the prototypes of everything alone', () => {
    const topology = parseTopology(
      'nodes: { constructor: {}, toString: {} }\nlinks: [[constructor, toString]]\n',
      'a',
    );
    expect(topology.nodes.map((node) => node.name)).toEqual(['constructor', 'toString']);
    expect(topology.nodes[0]?.image).toBeUndefined();
  });

  it('expects what is asked for, with the defaults of each check', () => {
    const of = (expect: string) =>
      parseTopology(`nodes: { count: 1 }\nlinks: []\nexpect: ${expect}\n`, 'a').expect;
    expect(of('{ delivery: , duplicates: true, keepalive: {}, settle: 0s }')).toEqual({
      delivery: { asked: true, withinMs: 5000, to: 'present' },
      duplicates: { asked: true },
      keepalive: { asked: true, detectMs: 5000, recoverMs: 5000, tolerateMs: 5000 },
      traffic: null,
      latency: null,
      memory: null,
      isolation: null,
      settleMs: 0,
    });
    expect(of('{ memory: { max: 64MiB }, isolation: }')).toMatchObject({
      memory: { asked: true, maxBytes: 64 * 2 ** 20 },
      isolation: { asked: true },
    });
    expect(of('{ keepalive: { detect: 2s } }').keepalive).toMatchObject({ detectMs: 2000, tolerateMs: 2000 });
    expect(
      of('{ delivery: false, duplicates: off, keepalive: false, traffic: off, latency: { max: 1s } }'),
    ).toEqual({
      delivery: null,
      duplicates: null,
      keepalive: null,
      traffic: null,
      latency: { asked: true, maxMs: 1000 },
      memory: null,
      isolation: null,
      settleMs: null,
    });
  });
});
