/** examples/real/: programs that others have written, each as a user runs it, as processes. */

import { expect, test } from 'vitest';
import { ProcessRuntime } from '../../harness/runtime/process/runtime.ts';
import { runTopology } from '../../harness/scenario/run.ts';
import { loadTopology } from '../../harness/topology/load.ts';
import { describeReal, expectJudged, REAL_PROGRAMS, realFolder } from './real.ts';

for (const program of REAL_PROGRAMS) {
  if (program.plain.length === 0) continue;
  describeReal(program, () => {
    test.concurrent.each(program.plain)('%s', async (file) => {
      const topology = await loadTopology(`${realFolder}/${program.name}/${file}.yaml`);
      expectJudged(await runTopology(topology, { runtime: new ProcessRuntime() }), program, file);
      expect(topology.steps.length).toBeGreaterThan(0);
    });
  });
}
