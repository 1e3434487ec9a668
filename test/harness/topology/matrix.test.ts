/**
 * `matrix` of a file: its cells, how one of them is chosen, and what is wrong with one.
 */

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadTopology, matrixCells, parseTopology } from '../../../harness/topology/load.ts';
import { settingText } from '../../../harness/topology/settings.ts';
import { folderOf } from './folder.ts';
import { problemsOf } from './problems.ts';

const MESH = 'nodes: { count: 3 }\nlinks: { shape: ring, loss: 0% }\n';

const fileWith = (matrix: string, more: Record<string, string> = {}) =>
  join(folderOf({ 'mesh.yaml': `${MESH}matrix:\n${matrix}`, ...more }), 'mesh.yaml');
const setting = (text: string) => {
  const [path = '', value = ''] = text.split('=');
  return { path, value };
};
const cells = (matrix: string, ...set: string[]) =>
  matrixCells(fileWith(matrix), { set: set.map(setting) }).map((cell) => cell.map(settingText).join(' '));

describe('the cells of a file', () => {
  it('are all combinations, the last varying fastest', () => {
    expect(cells('  links.loss: [0%, 5%]\n  nodes.count: [3, 4]\n')).toEqual([
      'links.loss=0% nodes.count=3',
      'links.loss=0% nodes.count=4',
      'links.loss=5% nodes.count=3',
      'links.loss=5% nodes.count=4',
    ]);
  });

  it('are of ranges, alone or in a list, and of whatever may stand at a path', () => {
    expect(cells('  nodes.count: [10..30x3, 5]\n')).toEqual([
      'nodes.count=10',
      'nodes.count=30',
      'nodes.count=5',
    ]);
    expect(cells('  peer.keepalive: 100ms..300ms+100\n')).toHaveLength(3);
    const lists = '  roles: [{ infrastructure: [n1, 0e5] }]\n  name: ["a: b", 1e3, yes]\n';
    expect(cells(lists)).toEqual([
      'roles={ infrastructure: [n1, 0e5] } name="a: b"',
      'roles={ infrastructure: [n1, 0e5] } name=1e3',
      'roles={ infrastructure: [n1, 0e5] } name=yes',
    ]);
  });

  it('are one, without settings, where there is no matrix', async () => {
    const file = join(folderOf({ 'mesh.yaml': MESH }), 'mesh.yaml');
    expect(matrixCells(file)).toEqual([[]]);
  });

  it('do not vary in what is set, at whatever value', () => {
    const matrix = '  links.loss: [0%, 5%]\n  nodes.count: [3, 4]\n';
    expect(cells(matrix, 'links.loss=9%')).toEqual(['nodes.count=3', 'nodes.count=4']);
    expect(cells(matrix, 'links.loss=9%', 'nodes.count=7')).toEqual(['']);
  });

  it('each load as a topology of its own, named by what makes it', async () => {
    const file = fileWith('  links.loss: [0%, 5%]\n  nodes.count: ["${N}", 7]\n');
    const topologies = await Promise.all(
      matrixCells(file, { env: { N: '4' } }).map((set) => loadTopology(file, { set, env: { N: '4' } })),
    );
    expect(topologies.map(({ name, nodes }) => [name, nodes.length])).toEqual([
      ['mesh (links.loss=0%, nodes.count=4)', 4],
      ['mesh (links.loss=0%, nodes.count=7)', 7],
      ['mesh (links.loss=5%, nodes.count=4)', 4],
      ['mesh (links.loss=5%, nodes.count=7)', 7],
    ]);
    const set = [setting('links.loss=5%'), setting('nodes.count=9')];
    expect((await loadTopology(file, { set, env: { N: '' } })).nodes).toHaveLength(9);
  });

  it('may come from an included file, whose places they keep', () => {
    const home = folderOf({ 'axes.yaml': 'matrix:\n  links.los: [1%]\n' });
    const text = `include: axes.yaml\n${MESH}`;
    const set = [setting('links.los=1%')];
    const found = problemsOf(() => parseTopology(text, join(home, 'mesh.yaml'), { set }));
    expect(found).toMatchObject([{ file: join(home, 'axes.yaml'), line: 2, column: 15 }]);
  });
});

describe('what is wrong', () => {
  const said = (matrix: string, set: string[] = []) =>
    problemsOf(() =>
      parseTopology(`${MESH}matrix:\n${matrix}`, 'mesh.yaml', { set: set.map(setting), seed: 1 }),
    ).map(({ line, column, text }) => `${line}:${column} ${text}`);

  it('one topology is wanted, and the file has several', () => {
    const found = problemsOf(() => parseTopology(`${MESH}matrix:\n  links.loss: [0%, 5%]\n`, 'mesh.yaml'));
    expect(found).toMatchObject([
      {
        line: 3,
        text: 'the matrix has 2 cells, and one topology is wanted',
        fix: expect.stringContaining('--set links.loss=0%'),
      },
    ]);
  });

  it.each([
    ['  links.los: [1%]\n', '4:15 no `links.los`: `links` has no `los`'],
    ['  links.loss.x: [1%]\n', '4:18 no `links.loss.x`: `links.loss` is the text `0%`'],
    ['  matrix: [1]\n', '4:12 no `matrix`: `matrix` is read before values are set'],
  ])('a path that leads nowhere: %j', (matrix, problem) => {
    expect(said(matrix)).toContain(problem);
  });

  it('a value that does not fit, where it is written', () => {
    const matrix = '  links.loss:\n    - 1%\n    - 5\n';
    expect(said(matrix, ['links.loss=5'])).toEqual(['6:7 with `links.loss=5`: `5` has no unit']);
    expect(said(matrix, ['links.loss=1%'])).toEqual([]);
  });

  it.each([
    ['  links.loss: []\n', '4:15 there is no value'],
    ['  links.loss: [1%, 1%]\n', '4:15 `1%` is there twice'],
    ['  links.loss: 5%..1%+1\n', '4:15 `5%..1%+1` has a range that runs backwards'],
    ['  nodes.count: [1, 1..9]\n', '4:20 `1..9` has a range that does not say its steps'],
    ['  nodes.count: 1..100000+1\n', '4:16 `1..100000+1` has more than 1000 values'],
    ['  seed: [1, 2]\n', '4:3 the seed varies'],
    ['  links: { a: 1 }\n', '4:10 found a map'],
    ['  links.loss:\n', '4:3 found nothing'],
    ['  {}\n', '4:3 nothing varies'],
    ['  - 1\n', '4:3 found a list'],
    ['  nodes.count: 3..42+1\n  peer.hops: 1..40+1\n', '3:1 the matrix has 1,600 cells'],
  ])('%j is a mistake', (matrix, problem) => {
    expect(said(matrix)).toEqual([problem]);
    expect(problemsOf(() => matrixCells(fileWith(matrix))).map(({ text }) => text)).toEqual([
      problem.replace(/^\S+ /, ''),
    ]);
  });
});
