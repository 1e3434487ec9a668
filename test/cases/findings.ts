/** What is found in a case beside this file as it stands, simulated. */

import type { Finding } from '../../harness/check/explain/finding.ts';
import { allFindings } from '../../harness/report/headline.ts';
import { SimRuntime } from '../../harness/runtime/sim/runtime.ts';
import { runTopology } from '../../harness/scenario/run.ts';
import { loadTopology } from '../../harness/topology/load.ts';

export async function findingsOfCase(name: string): Promise<Finding[]> {
  const topology = await loadTopology(`test/cases/${name}.yaml`, { seed: 1 });
  return allFindings(await runTopology(topology, { runtime: new SimRuntime() }));
}
