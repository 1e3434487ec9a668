/**
 * examples/programs/ as docs/programs.md has it: a static binary as an image of its own, in which there is no shell and nothing else.
 */

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AdaptOptions, adapt } from '../../harness/adapt/adapt.ts';
import { adaptText } from '../../harness/adapt/report.ts';
import { isCovered } from '../../harness/adapt/trial/types.ts';
import { DockerRuntime } from '../../harness/runtime/docker/runtime.ts';
import { runTopology } from '../../harness/scenario/run.ts';
import { loadTopology, topologyFromObject } from '../../harness/topology/load.ts';
import { compileShout, programsFolder } from '../examples/peers.ts';
import { expectFair } from '../harness/scenario/fair.ts';
import { describeEngine } from './engine.ts';

/** Other harnesses may build on the same engine. */
const IMAGE = `shout:test-${process.pid}`;

describeEngine('a program that knows nothing of meshbed, in an image without a shell', ({ docker }) => {
  const folder = mkdtempSync(join(tmpdir(), 'meshbed-shout-'));
  const set = [
    { path: 'programs.shout.image', value: IMAGE },
    { path: 'programs.shout.command.0', value: '/shout' },
  ];
  const load = () => loadTopology(join(programsFolder, 'shout.yaml'), { set });

  beforeAll(() => {
    copyFileSync(join(programsFolder, 'Dockerfile'), join(folder, 'Dockerfile'));
    compileShout(join(folder, 'shout'), '-static');
    execFileSync('docker', ['build', '-q', '-t', IMAGE, folder]);
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await Promise.allSettled([docker.getImage(IMAGE).remove()]);
  });

  test('its delivery, a kill and a return are judged', async () => {
    const result = await runTopology(await load(), { runtime: new DockerRuntime() });
    expectFair(result);
    const judged = (check: string) => result.checks.find((each) => each.check === check)?.obligations ?? 0;
    for (const check of ['delivery', 'keepalive']) expect(judged(check)).toBeGreaterThan(0);
  });

  test('its description works, and covers all that the program prints', async () => {
    const topology = await load();
    const result = await adapt({ runtime: new DockerRuntime(), topology, program: 'shout' });
    expect(isCovered(result), adaptText(result)).toBe(true);
    expect(result).toMatchObject({ uncovered: [], doubts: [], unmatched: { count: 0 } });
  });

  test('what its description wants of the image, and is not there, is said', async () => {
    const tried = (more: object) => {
      const shout = {
        image: IMAGE,
        command: ['/shout', '{listen}', '{peers}'],
        ready: { log: '^Listening' },
        ...more,
      };
      const nodes = { count: 1, program: 'shout' };
      const topology = topologyFromObject({ programs: { shout }, nodes, links: [] });
      const patience: AdaptOptions['patience'] = { ready: 3_000 };
      return adapt({ runtime: new DockerRuntime(), topology, program: 'shout', patience });
    };
    const seen = async (more: object, name: string) =>
      (await tried(more)).parts.find(({ part }) => part === name)?.seen;
    const noShell = /`sh[^`]*` (exited with 12[67]|did not end).*(not found|no such file)/i;
    expect(await seen({ ready: { exec: ['sh', '-c', 'true'] } }, 'ready')).toMatch(noShell);
    expect(await seen({ inject: { exec: ['sh', '-c', '{text} {ref}'] } }, 'inject')).toMatch(
      /sh.*(not found|no such file)/i,
    );
    const file = { delivered: { log: '(?<message>x)', file: 'log' } };
    await expect(tried({ events: file })).rejects.toMatchObject({ fix: expect.stringContaining('tail') });
  });
});
