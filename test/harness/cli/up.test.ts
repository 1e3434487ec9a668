import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EXIT, MeshbedError } from '../../../harness/common/errors.ts';
import type { HeldMesh } from '../../../harness/live/hold.ts';
import { aFailedRing, aLoss, aPassedRing } from '../report/results.ts';
import { meshbed } from './command-line.ts';

let out: string;
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'meshbed-up-'));
});
afterAll(() => rm(out, { recursive: true }));

const ended = (held: Partial<HeldMesh>) => async () => ({
  result: aPassedRing(),
  how: 'quit' as const,
  scenario: null,
  ...held,
});

it('holds the mesh, and leaves what a run leaves', async () => {
  const spoken = await meshbed(`up ring.yaml --out ${out} --port 8123 --play`);
  expect(spoken.code).toBe(0);
  expect(spoken.runs).toMatchObject([{ runtimeName: 'docker', options: { port: 8123, play: true, out } }]);
  expect(spoken.out).toContain('passed: ring');
  expect(await readdir(out)).toContain('result.json');
});

it('a simulation cannot be held, and gets to know what can', async () => {
  const { code, err, runs } = await meshbed('up ring.yaml --runtime sim');
  expect([code, runs]).toEqual([2, []]);
  expect(err).toMatch(/a simulation is over before anybody could look[\s\S]*Use process or docker/);
});

it.each(['0', '65536', 'http', '-1'])('--port %s is no port', async (port) => {
  const { code, err } = await meshbed(`up ring.yaml --port ${port}`);
  expect(code).toBe(2);
  expect(err).toMatch(/A port is a whole number from 1 to 65535|argument missing/);
});

it.each<[string, Partial<HeldMesh>, number]>([
  ['quit', { result: aPassedRing({ end: 'interrupted', verdict: 'inconclusive' }) }, 0],
  ['quit after a failure', { result: aFailedRing([aLoss()], { end: 'interrupted' }) }, 1],
  ['finish', { how: 'finish' }, 0],
  ['finish after a failure', { how: 'finish', result: aFailedRing([aLoss()]) }, 1],
  ['Ctrl-C', { how: 'over', result: aPassedRing({ end: 'interrupted', verdict: 'inconclusive' }) }, 130],
  ['a mesh that broke', { how: 'over', result: aPassedRing({ end: 'broken', verdict: 'inconclusive' }) }, 4],
])('the exit code after %s', async (_, held, code) => {
  expect((await meshbed('up ring.yaml', { hold: ended(held) })).code).toBe(code);
});

it('where something was done, the file that does it again is named', async () => {
  const spoken = await meshbed('up ring.yaml --set seed=3', {
    hold: ended({ scenario: `${out}/scenario.yaml` }),
  });
  expect(spoken.out).toContain(`meshbed run ${out}/scenario.yaml --seed`);
});

it('a port in use is said with its cure, before anything is started', async () => {
  const hold = async () => {
    throw new MeshbedError('PORT_UNUSABLE', '--port 80: in use', 'Name another one.', EXIT.badInput);
  };
  const { code, err } = await meshbed('up ring.yaml --port 80', { hold });
  expect([code, err]).toEqual([2, expect.stringContaining('fix: Name another one.')]);
});
