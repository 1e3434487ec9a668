/**
 * `meshbed shrink`: what it refuses, what it writes, and how it ends.
 */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realServices } from '../../../harness/cli/real-services.ts';
import { loadTopology } from '../../../harness/topology/load.ts';
import type { Topology } from '../../../harness/topology/topology.ts';
import { runBy } from '../shrink/laboratory.ts';
import { meshbed, type Setting, type Spoken } from './command-line.ts';

const MESH = `name: mesh
seed: 7
nodes:
  count: 6
links:
  shape: ring
  loss: 1%
steps:
  - { at: 1s, inject: hello, from: n1 }
  - { at: 2s, kill: n4 }
`;

let folder: string;
let mesh: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'meshbed-shrink-'));
  mesh = join(folder, 'mesh.yaml');
  await writeFile(mesh, MESH);
});
afterAll(() => rm(folder, { recursive: true }));

const kills = (topology: Topology) => topology.steps.some(({ verb }) => verb === 'kill');

function shrinking(args: string, setting: Setting = {}): Promise<Spoken> {
  return meshbed(`shrink ${mesh} ${args}`, { load: realServices.load, result: runBy(kills), ...setting });
}

describe('a failing simulation', () => {
  it('is written as small as it gets, in a file that says where it comes from and how to run it', async () => {
    const out = join(folder, 'small.yaml');
    const { code, err, out: said, runs } = await shrinking(`--out ${out}`);
    expect(err).toContain('mesh: 6 nodes, 6 links, 2 steps; seed 7');
    expect(code).toBe(0);
    expect(new Set(runs.map(({ runtimeName }) => runtimeName))).toEqual(new Set(['sim']));
    const text = await readFile(out, 'utf8');
    expect(text).toMatch(
      /^# What is left of .*mesh\.yaml with seed 7, shrunk by meshbed\.\n# It fails with delivery: lost/,
    );
    expect(text).toContain(`# meshbed run ${out} --runtime sim\n`);
    expect(text).toContain('nodes:\n  count: 1\nlinks: []\nsteps:\n  - { at: 0s, kill: n1 }\n');
    expect(said).toContain(`shrunk: ${out}`);
    expect(said).toContain('Before: 6 nodes, 6 links, 2 steps');
    expect(said).toContain('Now: 1 node, 0 links, 1 step');
    expect(said).toContain('It is 1-minimal');
  });

  it('stands beside the original by default, and what was written runs as the last one that was tried', async () => {
    const { runs } = await shrinking('--quiet');
    const written = await loadTopology(join(folder, 'mesh.shrunk.yaml'));
    const bare = ({ steps, ...rest }: Topology) => ({
      ...rest,
      steps: steps.map((step) => ({ ...step, line: 0 })),
    });
    expect(runs.map(({ topology }) => bare(topology))).toContainEqual(bare(written));
    expect(kills(written)).toBe(true);
  });

  it('takes seed and settings from the command line', async () => {
    const out = join(folder, 'set.yaml');
    const { runs } = await shrinking(`--seed 9 --set nodes.count=5 --out ${out}`);
    expect(runs[0]?.topology).toMatchObject({ seed: 9, nodes: [{}, {}, {}, {}, {}] });
    expect(await readFile(out, 'utf8')).toContain('seed: 9\n');
  });

  it('is as small as the budget allows, and the report says so', async () => {
    const { code, out, runs } = await shrinking('--budget 3');
    expect(runs).toHaveLength(3);
    expect(code).toBe(0);
    expect(out).toContain('The budget ended before all was tried');
  });

  it('is as small as it was when Ctrl-C came, and is written', async () => {
    const controller = new AbortController();
    let runs = 0;
    const out = join(folder, 'interrupted.yaml');
    const spoken = await shrinking(`--out ${out}`, {
      interrupted: controller.signal,
      result: async (topology) => {
        if (++runs === 4) controller.abort();
        const result = await runBy(kills)(topology);
        return controller.signal.aborted ? { ...result, end: 'interrupted' } : result;
      },
    });
    expect(spoken.code).toBe(130);
    expect(spoken.out).toContain('The search was interrupted');
    expect(kills(await loadTopology(out))).toBe(true);
    expect(runs).toBe(4);
  });

  it('says what it is trying', async () => {
    const { err } = await shrinking('');
    expect(err).toMatch(/it fails with delivery: lost/);
    expect(err).toMatch(/steps: run \d+, without .*; left are 6 nodes, 6 links, 2 steps/);
  });
});

describe('it is refused', () => {
  it('where nothing fails, with what the run said', async () => {
    const { code, err, runs } = await shrinking('', { result: runBy(() => false) });
    expect(code).toBe(2);
    expect(runs).toHaveLength(1);
    expect(err).toContain('mesh.yaml with seed 7 does not fail: passed: mesh — ');
  });

  it('where it fails with other words', async () => {
    const { code, err } = await shrinking('--only late');
    expect(code).toBe(2);
    expect(err).toContain('fails with delivery: lost, not with late');
  });

  it.each([
    ['--out /nowhere/small.yaml', /--out \/nowhere\/small.yaml: ENOENT/],
    ['--budget soon', /Write a number of runs, like 500, or a time, like 10m/],
    ['--only lots', /lost, late/],
    ['--set links.los=5%', /Did you mean `loss`\?/],
  ])('with %s', async (args, problem) => {
    const { code, err, runs } = await shrinking(args);
    expect(code).toBe(2);
    expect(err).toMatch(problem);
    expect(runs).toEqual([]);
  });

  it('where the file itself would be written over', async () => {
    const { code, err } = await shrinking(`--out ${mesh}`);
    expect(code).toBe(2);
    expect(err).toContain('that is the file to be shrunk');
    expect(await readFile(mesh, 'utf8')).toBe(MESH);
  });
});
