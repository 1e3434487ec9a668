/** examples/real/: programs that others have written, in images of their own, with partitions of the real network. */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { packageRoot } from '../../harness/common/package-root.ts';
import { DockerRuntime } from '../../harness/runtime/docker/runtime.ts';
import { runTopology } from '../../harness/scenario/run.ts';
import { loadTopology } from '../../harness/topology/load.ts';
import { describeReal, expectJudged, REAL_PROGRAMS, realFolder } from '../examples/real.ts';
import { anyImage, describeEngine } from './engine.ts';

describeEngine('real programs as containers', ({ docker }) => {
  for (const program of REAL_PROGRAMS) {
    const { name, needs, plain, partitions, routed } = program;
    const files = [...plain, ...partitions, ...(routed?.containers ?? [])];
    if (files.length === 0) continue;
    // Other harnesses may build on the same engine.
    const image = `real-${name}:test-${process.pid}`;
    describeReal(program, () => {
      beforeAll(() => {
        const base = needs === 'node_modules' ? anyImage : baseWith(needs);
        execFileSync('docker', [
          'build',
          '-q',
          '-t',
          image,
          '--build-arg',
          `BASE=${base}`,
          join(realFolder, name),
        ]);
      });

      afterAll(async () => {
        await docker.getImage(image).remove();
      });

      test.concurrent.each(files)('%s', async (file) => {
        const topology = await loadTopology(join(realFolder, name, `${file}.yaml`));
        for (const spec of Object.values(topology.programs ?? {})) spec.image = image;
        expectJudged(await runTopology(topology, { runtime: new DockerRuntime() }), program, file);
      });
    });
  }
});

/** An image with a program of this machine. */
function baseWith(program: string): string {
  const script = join(packageRoot(), 'tools', 'engine', 'programs-base.sh');
  return execFileSync(script, [program], { encoding: 'utf8' }).trim();
}
