/** Sits the exam: a topology of `topologies/` on processes, with a bug in its mutants, or with the correct peer in their place. */

import { fileURLToPath } from 'node:url';
import type { RunResult } from '../../harness/report/result.ts';
import { ProcessRuntime } from '../../harness/runtime/process/runtime.ts';
import { compileCache } from '../../harness/runtime/system/compile-cache.ts';
import { runTopology } from '../../harness/scenario/run.ts';
import { loadTopology } from '../../harness/topology/load.ts';

/** The mutants are commands of a user's own, for whom nobody keeps compiled code. */
process.env.NODE_COMPILE_CACHE ??= compileCache();

export const TOPOLOGIES = [
  'line',
  'ring',
  'thousand',
  'death',
  'absent',
  'restart',
  'partition',
  'contract',
  'gone',
  'attack',
];

/** `bug` null: the correct peer everywhere. `out`: a directory for the evidence. */
export async function sit(topology: string, bug: string | null, out?: string): Promise<RunResult> {
  const file = fileURLToPath(new URL(`topologies/${topology}.yaml`, import.meta.url));
  const { nodes, peer, ...rest } = await loadTopology(file);
  const run = {
    ...rest,
    peer: bug === null ? peer : { ...peer, bug },
    nodes: bug === null ? nodes.map(({ command: _, ...node }) => node) : nodes,
  };
  return await runTopology(run, {
    runtime: new ProcessRuntime(),
    patience: { exit: 1_500 },
    ...(out === undefined ? {} : { out }),
  });
}
