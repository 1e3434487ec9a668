/** examples/real/ on a routed network, as processes: each run takes a minute, so they run beside each other, whatever the program. */

import { describe, test } from 'vitest';
import { whyNoNamespaces } from '../../harness/runtime/process/namespaces.ts';
import { ProcessRuntime } from '../../harness/runtime/process/runtime.ts';
import { runTopology } from '../../harness/scenario/run.ts';
import { loadTopology } from '../../harness/topology/load.ts';
import { describeReal, expectJudged, REAL_PROGRAMS, realFolder } from './real.ts';

describe.skipIf(whyNoNamespaces() !== null)('on a routed network', () => {
  for (const program of REAL_PROGRAMS) {
    const files = program.routed?.processes ?? [];
    if (files.length === 0) continue;
    const runs = () =>
      test.each(files)('%s', async (file) => {
        const topology = await loadTopology(`${realFolder}/${program.name}/${file}.yaml`);
        expectJudged(await runTopology(topology, { runtime: new ProcessRuntime() }), program, file);
      });
    describeReal(program, runs, describe.concurrent);
  }
});
