/**
 * A file with a matrix, as each command takes it.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { realServices } from '../../../harness/cli/real-services.ts';
import { aFailedRing, aLoss, aPassedRing } from '../report/results.ts';
import { folderOf } from '../topology/folder.ts';
import { meshbed } from './command-line.ts';

const MESH = `nodes: { count: 3 }
links: { shape: ring, loss: 0% }
matrix:
  links.loss: [0%, 5%]
  nodes.count: [3, 4]
`;
const SEEDED = `seed: 7\n${MESH}`;

/** `args` with the path of the file in the place of FILE, and of its folder in that of HOME. */
function asked(args: string, mesh = SEEDED) {
  const home = folderOf({ 'mesh.yaml': mesh });
  const file = join(home, 'mesh.yaml');
  const { load, axes, describe } = realServices;
  return {
    home,
    file,
    done: meshbed(args.replaceAll('FILE', file).replaceAll('HOME', home), {
      load,
      axes,
      describe,
      result: ({ name, seed }, { file, set }) => {
        const about = { name, seed, file: file ?? '', set: [...(set ?? [])] };
        return name.includes('5%') && name.includes('4') ? aFailedRing([aLoss()], about) : aPassedRing(about);
      },
    }),
  };
}

describe('meshbed run', () => {
  it('runs each cell, with a verdict, a directory and a suite of its own', async () => {
    const { home, file, done } = asked('run FILE --runtime sim --out HOME/out --junit HOME/junit.xml');
    const { code, out, runs } = await done;
    expect(runs.map(({ topology }) => [topology.name, topology.seed, topology.nodes.length])).toEqual([
      ['mesh (links.loss=0%, nodes.count=3)', 7, 3],
      ['mesh (links.loss=0%, nodes.count=4)', 7, 4],
      ['mesh (links.loss=5%, nodes.count=3)', 7, 3],
      ['mesh (links.loss=5%, nodes.count=4)', 7, 4],
    ]);
    expect(code).toBe(1);
    expect(out).toContain(`meshbed run ${file} --set links.loss=5% --set nodes.count=4 --seed 7`);
    const suites = readFileSync(join(home, 'junit.xml'), 'utf8').match(/<testsuite name="[^"]*"/g);
    expect(new Set(suites).size).toBe(4);
    expect([1, 2, 3, 4].every((cell) => existsSync(join(home, 'out', `cell-${cell}`)))).toBe(true);
  });

  it('runs the cell that its last line names', async () => {
    const { runs } = await asked('run FILE --set links.loss=5% --set nodes.count=9 --seed 1').done;
    expect(runs.map(({ topology }) => topology.name)).toEqual(['mesh (links.loss=5%, nodes.count=9)']);
    expect(runs[0]?.topology.nodes).toHaveLength(9);
  });

  it('varies no more what is set, and gives all cells one seed where none is written', async () => {
    const { runs } = await asked('run FILE --set links.loss=0%', MESH).done;
    expect(runs.map(({ topology }) => topology.nodes.length)).toEqual([3, 4]);
    expect(new Set(runs.map(({ topology }) => topology.seed)).size).toBe(1);
  });

  it('repeats each with so many seeds', async () => {
    const { out, runs } = await asked('run FILE --repeat 2 --runtime sim').done;
    expect(runs.map(({ topology }) => topology.seed)).toEqual([7, 8, 7, 8, 7, 8, 7, 8]);
    expect(out).toContain('mesh (links.loss=0%, nodes.count=3): 2 of 2 runs passed');
  });

  it('keeps one mesh, and not several', async () => {
    const { code, err, runs } = await asked('run FILE --keep --runtime process').done;
    expect([code, runs]).toEqual([2, []]);
    expect(err).toContain('one cell of its matrix');
  });

  it('says at once what is wrong with any cell, and runs none', async () => {
    const mesh = SEEDED.replace('[3, 4]', '[3, 0, 1]').replace('[0%, 5%]', '[0%, 5]');
    const { code, err, runs } = await asked('run FILE', `${mesh}expect: { delivery: { within: 5 } }\n`).done;
    expect([code, runs]).toEqual([2, []]);
    expect(err).toMatch(
      /mesh\.yaml:5:20 .*`5` has no unit \(in the cell links\.loss=5 nodes\.count=3 and in 2 other cells\)/,
    );
    expect(err).toMatch(/mesh\.yaml:6:20 .*`0` is too small \(in the cell links\.loss=0% nodes\.count=0 and/);
    // Of what is wrong in all of them no cell is named.
    expect(err).toMatch(/mesh\.yaml:7:31 `5` has no unit\n/);
  });
});

describe('other commands', () => {
  it('check lists the cells, and plans the first', async () => {
    const { code, out } = await asked('check FILE').done;
    expect(code).toBe(0);
    expect(out).toMatch(/mesh\.yaml: a matrix of 4 cells, each a run of its own\n/);
    expect(out).toContain('\n  --set links.loss=5% --set nodes.count=4\n');
    expect(out).toContain('\nmesh (links.loss=0%, nodes.count=3)');
  });

  it('check of a wrong matrix says all that is wrong with the file', async () => {
    const mesh = `${SEEDED.replace('[3, 4]', '[]')}name: "\${MESHBED_TEST_UNSET}"\nexpcet: {}\n`;
    const { code, err } = await asked('check FILE', mesh).done;
    expect(code).toBe(2);
    expect(err).toMatch(/:6:16 there is no value[\s\S]*:7:7 the variable[\s\S]*:8:1 unknown key `expcet`/);
    expect(err).not.toContain('one topology is wanted');
  });

  it('sweep compares the cells, with what it varies itself in their place', async () => {
    const { code, out, runs } = await asked('sweep FILE --seeds 1').done;
    expect([code, runs.length]).toEqual([0, 4]);
    expect(out).toMatch(/^loss +count +p\/f\/i/);
    expect((await asked('sweep FILE --seeds 1 --vary nodes.count=5').done).runs).toHaveLength(2);
  });

  it.each(['up', 'shrink', 'graph', 'compose'])(
    '%s takes one, and says how it is chosen',
    async (command) => {
      const { code, err, runs } = await asked(`${command} FILE`).done;
      expect([code, runs]).toEqual([2, []]);
      expect(err).toContain('Choose one, as with `--set links.loss=0% --set nodes.count=3`');
    },
  );

  it('graph draws the one that is chosen', async () => {
    const { code, out } = await asked('graph FILE --set links.loss=0% --set nodes.count=4 --format dot').done;
    expect(code).toBe(0);
    expect(out).toContain('mesh (links.loss=0%, nodes.count=4)');
  });
});
