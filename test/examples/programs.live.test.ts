/** examples/programs/: programs that know nothing of meshbed, each as a user runs it, as processes. */

import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ProcessRuntime } from '../../harness/runtime/process/runtime.ts';
import { runTopology } from '../../harness/scenario/run.ts';
import { loadTopology } from '../../harness/topology/load.ts';
import { expectFair } from '../harness/scenario/fair.ts';

const folder = 'examples/programs';
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

test.concurrent.each(files)('%s', async (file) => {
  const result = await runTopology(await loadTopology(`${folder}/${file}`), {
    runtime: new ProcessRuntime(),
  });
  expectFair(result);
  const judged = (check: string) => result.checks.find((each) => each.check === check)?.obligations ?? 0;
  for (const check of ['delivery', 'duplicates', 'keepalive']) expect(judged(check)).toBeGreaterThan(0);
  expect(result.figures.messages).toBeGreaterThan(0);
});
