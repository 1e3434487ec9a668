/** Notes on faults that met nothing are the same on processes as simulated. */

import { expect, test } from 'vitest';
import { ProcessRuntime } from '../../../harness/runtime/process/runtime.ts';
import { runTopology } from '../../../harness/scenario/run.ts';
import { loadTopology } from '../../../harness/topology/load.ts';
import { expectFair, wasExcused } from '../scenario/fair.ts';

test('fault-meets-nothing: passed, and a note that the partition met nothing', async () => {
  const topology = await loadTopology('test/cases/fault-meets-nothing.yaml', { seed: 1 });
  const result = await runTopology(topology, { runtime: new ProcessRuntime() });
  expectFair(result);
  if (wasExcused(result)) return;
  expect(result.notes?.map(({ text }) => text)).toEqual([
    expect.stringMatching(/^The partition at 4\.\d+ s met nothing: no message was owed across it/),
  ]);
});
