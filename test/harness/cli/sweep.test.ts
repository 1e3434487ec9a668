/**
 * `meshbed sweep`: which runs it asks for, what it prints, and how it ends.
 */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realServices } from '../../../harness/cli/real-services.ts';
import type { RunResult } from '../../../harness/report/result.ts';
import type { Topology } from '../../../harness/topology/topology.ts';
import { aFailedRing, aLoss, aPassedRing } from '../report/results.ts';
import { meshbed, type Setting } from './command-line.ts';

let folder: string;
let mesh: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'meshbed-sweep-'));
  mesh = join(folder, 'mesh.yaml');
  await writeFile(
    mesh,
    'seed: 7\nnodes: { count: 4 }\nlinks:\n  shape: ring\n  loss: 1%\nsteps:\n  - { at: 1s, inject: hi, from: n4 }\n',
  );
});
afterAll(() => rm(folder, { recursive: true }));

const lossOf = ({ links }: Topology) => links[0]?.ab?.loss ?? 0;

/** Fails from 20% loss on. */
function ran(topology: Topology): RunResult {
  const parts = { seed: topology.seed, runtime: 'sim' as const };
  return lossOf(topology) < 0.2 ? aPassedRing(parts) : aFailedRing([aLoss()], parts);
}

function sweeping(args: string, setting: Setting = {}) {
  return meshbed(`sweep ${mesh} ${args}`, { load: realServices.load, result: ran, ...setting });
}

describe('a sweep', () => {
  it('runs each combination with each seed, simulated, and says before how many runs that is', async () => {
    const { code, err, runs } = await sweeping('--vary links.loss=0%,5% --vary nodes.count=4..6+1 --seeds 2');
    expect(code).toBe(0);
    expect(err).toMatch(/6 cells × 2 seeds = 12 runs; seeds 7 to 8; on sim/);
    expect(runs).toHaveLength(12);
    expect(new Set(runs.map(({ runtimeName }) => runtimeName))).toEqual(new Set(['sim']));
    const cells = new Set(runs.map(({ topology: t }) => `${lossOf(t)} ${t.nodes.length} ${t.seed}`));
    expect(cells).toContain('0.05 6 8');
    expect(cells.size).toBe(12);
  });

  it('has a table, the lines that replay what failed, and exit code 0 whatever the verdicts', async () => {
    const { code, out } = await sweeping('--vary links.loss=0%,20% --seeds 2');
    expect(code).toBe(0);
    expect(out).toMatch(/^links\.loss {2}p\/f\/i {2}delivery %/);
    expect(out).toMatch(/^20% +0\/2\/0/m);
    expect(out).toContain('over 2 seeds');
    expect(out).toContain(
      `links.loss=20%: seeds 7, 8 failed\n    meshbed run ${mesh} --set links.loss=20% --seed 7 --runtime sim`,
    );
  });

  it('says the same on one lane and on several', async () => {
    const args = '--vary links.loss=0%,5%,20% --seeds 3';
    const [one, several] = [await sweeping(`${args} --jobs 1`), await sweeping(`${args} --jobs 4`)];
    expect(several.out).toBe(one.out);
    expect(several.err).toContain('4 at once');
  });

  it('runs elsewhere when asked, one run at a time', async () => {
    const { runs } = await sweeping('--vary links.loss=0%,5% --seeds 1 --runtime process');
    expect(runs.map(({ runtimeName }) => runtimeName)).toEqual(['process', 'process']);
  });

  it('takes a first seed, and values that hold for all cells', async () => {
    const { runs } = await sweeping(
      '--vary links.loss=0%,5% --seeds 2 --seed 4294967295 --set nodes.count=6',
    );
    expect(new Set(runs.map(({ topology }) => topology.seed))).toEqual(new Set([4294967295, 0]));
    expect(runs.map(({ topology }) => topology.nodes.length)).toEqual([6, 6, 6, 6]);
  });

  it('draws one seed for all cells where there is none', async () => {
    const file = join(folder, 'seedless.yaml');
    await writeFile(file, 'nodes: { count: 4 }\nlinks: { shape: ring }\n');
    const { runs } = await meshbed(`sweep ${file} --vary links.loss=0%,5% --seeds 1`, {
      load: realServices.load,
      result: ran,
    });
    expect(new Set(runs.map(({ topology }) => topology.seed)).size).toBe(1);
  });

  it('is written as CSV and as JSON', async () => {
    const csv = join(folder, 'out.csv');
    const { out } = await sweeping(`--vary links.loss=0%,20% --seeds 2 --csv ${csv} --json`);
    expect((await readFile(csv, 'utf8')).split('\r\n')[2]).toMatch(/^20%,2,0,2,0,0,/);
    const swept = JSON.parse(out);
    expect(swept).toMatchObject({ version: 1, runtime: 'sim', seeds: [7, 8], interrupted: false });
    expect(swept.cells[1]).toMatchObject({
      settings: { 'links.loss': '20%' },
      verdicts: { passed: 0, failed: 2, inconclusive: 0 },
      runs: [{ seed: 7, verdict: 'failed' }, { seed: 8 }],
    });
  });

  it('that is interrupted prints what is there, writes it, and exits with 130', async () => {
    const controller = new AbortController();
    const csv = join(folder, 'partial.csv');
    const { code, out } = await sweeping(`--vary links.loss=0%,5% --seeds 9 --jobs 1 --csv ${csv}`, {
      interrupted: controller.signal,
      result: (topology) => {
        if (topology.seed === 8) controller.abort();
        return controller.signal.aborted ? { ...ran(topology), end: 'interrupted' } : ran(topology);
      },
    });
    expect(code).toBe(130);
    expect(out).toMatch(/^5% +1\/0\/0/m);
    expect((await readFile(csv, 'utf8')).split('\r\n')[1]).toMatch(/^0%,1,1,/);
  });
});

describe('it is refused before anything runs', () => {
  it.each([
    ['--vary links.loss=0%,120%', /`120%` is too much \(in the cell links\.loss=120%\)/],
    [
      '--vary nodes.count=3,4 --vary links.loss=0%,1%',
      /`n4` is no node \(in the cell nodes\.count=3 links\.loss=0% and in 1 other cell\)/,
    ],
    ['--vary links.los=0%', /Did you mean `loss`\? Written there: shape, loss/],
    ['--vary nodes.count=10..100', /does not say its steps/],
    ['--vary links.loss=0%,1% --seeds 99999', /2 cells with 99999 seeds each are 199998 runs/],
    ['--vary links.loss=0% --runtime process --jobs 2', /real meshes take the processors from each other/],
    ['--vary links.loss=0% --csv /nowhere/x.csv', /--csv \/nowhere\/x\.csv: ENOENT/],
    ['--vary links.loss=0% --seeds 0', /whole number from 1 to/],
    ['', /has no matrix, and no --vary was given/],
  ])('with %s', async (args, problem) => {
    const { code, err, runs } = await sweeping(args);
    expect(code).toBe(2);
    expect(err).toMatch(problem);
    expect(runs).toEqual([]);
  });
});
