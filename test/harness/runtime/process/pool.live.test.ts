import { afterAll, expect } from 'vitest';
import { ProcessPool } from '../../../../harness/runtime/process/process-pool.ts';
import { markedProcesses } from '../../../../harness/runtime/system/proc.ts';
import { describeRuntime } from '../contract-suite.ts';
import { describePool } from '../pool/pool-suite.ts';

const leftovers = async (name: string) =>
  markedProcesses()
    .filter(({ run }) => run === name)
    .map(({ pid }) => `process ${pid}`);

const shared = new ProcessPool('pcontractsuite');

afterAll(async () => {
  await shared.close();
  expect(await leftovers('pcontractsuite')).toEqual([]);
});

// On one pool, so that most of it meets programs that have served others.
describeRuntime('process, pooled', {
  make: () => shared.make(),
  extra: {},
  leftovers,
  runsPrograms: true,
  canPause: true,
});

describePool('process', { make: (name) => new ProcessPool(name), extra: {}, leftovers });
