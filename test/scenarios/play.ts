/** Plays a scenario in the simulation, and shrinks it where it fails. */

import type { RunResult } from '../../harness/report/result.ts';
import { SimRuntime } from '../../harness/runtime/sim/runtime.ts';
import { runTopology } from '../../harness/scenario/run.ts';
import { signatureOf } from '../../harness/shrink/search/failure.ts';
import { shrink } from '../../harness/shrink/shrink.ts';
import { writeTopology } from '../../harness/topology/print/write.ts';
import type { Topology } from '../../harness/topology/topology.ts';

export function play(topology: Topology): Promise<RunResult> {
  return runTopology(topology, { runtime: new SimRuntime() });
}

/** The file that is left of a scenario that fails, and what running it finds. */
export async function smallest(topology: Topology, result: RunResult, mostRuns = 2_000) {
  const found = await shrink(topology, result, {
    signature: signatureOf(result),
    run: play,
    mayGoOn: (runs) => runs < mostRuns,
  });
  return { text: writeTopology(found.topology), result: found.result };
}
