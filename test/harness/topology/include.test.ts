/**
 * Files that a topology includes: what wins, where paths go from, and where mistakes are shown.
 */

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadTopology, parseTopology, topologyFromObject } from '../../../harness/topology/load.ts';
import { loadExpect } from '../../../harness/topology/load-expect.ts';
import { folderOf } from './folder.ts';
import { problemsOf } from './problems.ts';

const MESH = 'nodes: { count: 3 }\nlinks: { shape: ring }\n';

/** What is wrong with `mesh.yaml` among these, with the files' names from their folder. */
async function wrongWith(files: Record<string, string>): Promise<string[]> {
  const home = folderOf(files);
  const error = await loadTopology(join(home, 'mesh.yaml'), { env: {} }).catch((error) => error);
  const here = (text: string) => text.replaceAll(`${home}/`, '');
  return problemsOf(() => {
    throw error;
  }).map(({ file, line, column, text }) => `${here(file)}:${line}:${column} ${here(text)}`);
}

const load = (files: Record<string, string>) => loadTopology(join(folderOf(files), 'mesh.yaml'), { env: {} });

describe('an included file', () => {
  it('brings sections, and what the file writes itself wins, key by key', async () => {
    const {
      peer,
      expect: judged,
      nodes,
      name,
    } = await load({
      'mesh.yaml': `include: shared.yaml\n${MESH}peer: { keepalive: 1s }\n`,
      'shared.yaml':
        'name: shared\nnodes: { count: 9 }\npeer: { keepalive: 2s, hops: 5 }\nexpect: { delivery: { within: 3s } }\n',
    });
    expect([name, nodes.length, peer]).toEqual(['mesh', 3, { keepalive: '1s', hops: 5 }]);
    expect(judged.delivery?.withinMs).toBe(3_000);
  });

  it('that comes later wins over one before it, and over those that it includes', async () => {
    const { peer } = await load({
      'mesh.yaml': `include: [a.yaml, b.yaml]\n${MESH}`,
      'a.yaml': 'peer: { hops: 1, store: 1 }\n',
      'b.yaml': 'include: c.yaml\npeer: { hops: 2 }\n',
      'c.yaml': 'peer: { hops: 3, keepalive: 3s }\n',
    });
    expect(peer).toEqual({ hops: 2, store: 1, keepalive: '3s' });
  });

  it('may be the whole topology, to which the file only adds', async () => {
    const { nodes, steps } = await load({
      'mesh.yaml': 'include: base.yaml\nsteps:\n  - { at: 1s, kill: n2 }\n',
      'base.yaml': MESH,
    });
    expect([nodes.length, steps.length]).toEqual([3, 1]);
  });

  it('has its paths from where it lies, and its own variables', async () => {
    const home = folderOf({
      'mesh.yaml':
        'include: shared/agents.yaml\nnodes: { a: { program: p }, b: { command: [./x] } }\nlinks: []\n',
      'shared/agents.yaml':
        'env_file: agents.env\nprograms:\n  p: { command: [./agent], peers: never, ready: { log: "${LINE}" }, env_file: ../env/p.env }\n',
      'shared/agents.env': 'LINE=listening\n',
      'env/p.env': 'A=1\n',
    });
    const { nodes, programs } = await loadTopology(join(home, 'mesh.yaml'), { env: {} });
    expect(programs?.p).toMatchObject({
      folder: join(home, 'shared'),
      commandAt: `${join(home, 'shared/agents.yaml')}:3:17`,
      ready: { log: 'listening' },
      env: { A: '1' },
    });
    expect(nodes[1]?.folder).toBe(home);
  });

  it('shows its mistakes where they are, all at once', async () => {
    const files = {
      'mesh.yaml': `include: shared.yaml\n${MESH}expect: { delivry: {} }\n`,
      'shared.yaml':
        'peer: { keepalve: 1s }\ntimeouts: { ready: 5 }\nsteps: [{ at: 1s, kill: n9 }]\nname: "${X}"\n',
    };
    expect(await wrongWith(files)).toEqual([
      'mesh.yaml:4:11 unknown key `delivry`',
      'shared.yaml:1:9 unknown option `keepalve`',
      'shared.yaml:2:20 `5` has no unit',
      'shared.yaml:3:25 `n9` is no node',
      'shared.yaml:4:7 the variable `X` is not set',
    ]);
  });

  it('holds for expectations that are read alone', async () => {
    const home = folderOf({
      'mesh.yaml': 'include: strict.yaml\n',
      'strict.yaml': 'expect: { delivery: { within: 1s } }\n',
    });
    const mesh = topologyFromObject({ nodes: { count: 2 }, links: [] });
    expect((await loadExpect(join(home, 'mesh.yaml'), mesh)).delivery?.withinMs).toBe(1_000);
  });
});

describe('what cannot be included', () => {
  it.each([
    [
      'itself',
      { 'mesh.yaml': 'include: mesh.yaml\n' },
      ['mesh.yaml:1:10 `mesh.yaml` includes itself: mesh.yaml → mesh.yaml'],
    ],
    [
      'one that includes it',
      { 'mesh.yaml': 'include: a/b.yaml\n', 'a/b.yaml': 'include: [../mesh.yaml]\n' },
      ['a/b.yaml:1:11 `../mesh.yaml` includes itself: mesh.yaml → a/b.yaml → mesh.yaml'],
    ],
    [
      'what is not there',
      { 'mesh.yaml': `include: [shraed.yaml, "", 5]\n${MESH}`, 'shared.yaml': '' },
      ['mesh.yaml:1:24 the text is empty'],
    ],
    [
      'what is no map, no YAML, empty, or no text',
      {
        'mesh.yaml': `include: [a.yaml, b.yaml, c.yaml, d.yaml, sub]\n${MESH}`,
        'a.yaml': '- 1\n',
        'b.yaml': 'a: [\n',
        'c.yaml': '',
        'sub/x': '',
        'd.yaml': '{',
      },
      [
        'mesh.yaml:1:43 `sub` is no regular file',
        'a.yaml:1:1 found a list, expected sections of a topology',
        expect.stringMatching(/^b.yaml:2:1 this is not YAML/),
        'c.yaml:1:1 the file is empty',
        expect.stringMatching(/^d.yaml:/),
      ],
    ],
    [
      'a file of 10 MB',
      { 'mesh.yaml': `include: big.yaml\n${MESH}`, 'big.yaml': `# ${'x'.repeat(10_000_000)}\n` },
      ['mesh.yaml:1:10 `big.yaml` has 9.6 MiB'],
    ],
    [
      'more than one file may have, in parts',
      {
        'mesh.yaml': `include: [a.yaml, b.yaml]\n${MESH}`,
        'a.yaml': `# ${'x'.repeat(600_000)}\nx-a: 1\n`,
        'b.yaml': `# ${'x'.repeat(600_000)}\nx-a: 1\n`,
      },
      ['mesh.yaml:1:19 with `b.yaml` the files of this topology have more than 1 MiB'],
    ],
  ])('%s', async (_, files, problems) => {
    expect(await wrongWith(files)).toEqual(problems);
  });

  it('more than ten deep, or a hundred files, however they are named', async () => {
    const deep = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [`${i}.yaml`, `include: ${i + 1}.yaml\n`]),
    );
    expect(await wrongWith({ 'mesh.yaml': 'include: 0.yaml\n', ...deep })).toEqual([
      '9.yaml:1:10 files include each other more than 10 deep',
    ]);
    const twice = {
      'a.yaml': 'include: [b.yaml, b.yaml]\n',
      'b.yaml': 'include: [c.yaml, c.yaml]\n',
      'c.yaml': 'x-a: 1\n',
    };
    const list = Array.from({ length: 40 }, () => 'a.yaml').join(', ');
    expect(await wrongWith({ 'mesh.yaml': `include: [${list}]\n`, ...twice })).toHaveLength(1);
  });

  it('by an object', () => {
    const found = problemsOf(() => topologyFromObject({ nodes: { count: 1 }, links: [], include: 'a.yaml' }));
    expect(found[0]?.text).toBe('`include`: this has a meaning in files alone');
    const set = [{ path: 'include', value: 'a.yaml' }];
    expect(problemsOf(() => parseTopology(MESH, 'a', { set }))[0]?.text).toMatch(
      /is read before values are set/,
    );
  });
});
