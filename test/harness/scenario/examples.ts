/**
 * The examples, tried as a user runs them, on one runtime.
 */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../../harness/common/package-root.ts';
import type { Runtime } from '../../../harness/runtime/port/port.ts';
import { runTopology } from '../../../harness/scenario/run.ts';
import { loadTopology } from '../../../harness/topology/load.ts';
import { expectFair } from './fair.ts';

const examples = join(packageRoot(), 'examples');

/**
 * Simulated, all examples pass in every run of the tests. For real, these are tried, which between them need all that a
 * runtime can do; with MESHBED_TEST_LONG=1 all are.
 */
export const FOR_REAL = ['ring', 'lossy', 'nat', 'networks', 'late-joiner', 'split-and-heal'];

/** Every example must be fair, and must have tested something. `cannot`: those that cannot run here. */
export async function tryExamples(
  makeRuntime: () => Runtime,
  forReal = FOR_REAL,
  cannot: readonly string[] = [],
): Promise<void> {
  const all = readdirSync(examples).filter(
    (name) => name.endsWith('.yaml') && !cannot.includes(name.slice(0, -'.yaml'.length)),
  );
  const names = process.env.MESHBED_TEST_LONG === '1' ? all : forReal.map((name) => `${name}.yaml`);
  const topologies = await Promise.all(names.map((name) => loadTopology(join(examples, name))));
  test.concurrent.each(topologies.map((topology) => [topology.name, topology] as const))(
    '%s',
    async (_name, topology) => {
      const result = await runTopology(topology, { runtime: makeRuntime() });
      expectFair(result);
      expect(result.figures.messages).toBeGreaterThan(0);
    },
  );
}
