/** examples/programs/: programs that know nothing of meshbed, each as a user runs it, as processes. */

import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ProcessRuntime } from '../../harness/runtime/process/runtime.ts';
import { runTopology } from '../../harness/scenario/run.ts';
import { loadTopology } from '../../harness/topology/load.ts';
import { expectFair } from '../harness/scenario/fair.ts';

const folder = resolve('examples/programs');
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

test.each(files)('%s, from any folder', async (file) => {
  const before = process.cwd();
  process.chdir(tmpdir());
  onTestFinished(() => process.chdir(before));
  const result = await runTopology(await loadTopology(`${folder}/${file}`), {
    runtime: new ProcessRuntime(),
  });
  expectFair(result);
  const judged = (check: string) => result.checks.find((each) => each.check === check)?.obligations ?? 0;
  for (const check of ['delivery', 'duplicates', 'keepalive']) expect(judged(check)).toBeGreaterThan(0);
  expect(result.figures.messages).toBeGreaterThan(0);
});
