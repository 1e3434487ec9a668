/**
 * The examples, tried as a user runs them, on one runtime.
 */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../../harness/package-root.ts';
import type { Runtime } from '../../../harness/runtime/port.ts';
import { runTopology } from '../../../harness/scenario/run.ts';
import { loadTopology } from '../../../harness/topology/load.ts';
import { expectFair } from './fair.ts';

const examples = join(packageRoot(), 'examples');

/** More nodes than this wait for the long setting. */
const FEW_NODES = 50;

/** Every example must pass, and must have tested something. Those with many nodes only with MESHBED_TEST_LONG=1. */
export async function tryExamples(makeRuntime: () => Runtime): Promise<void> {
  const all = readdirSync(examples).filter((name) => name.endsWith('.yaml'));
  const topologies = await Promise.all(all.map((name) => loadTopology(join(examples, name))));
  const some = topologies.filter(
    ({ nodes }) => nodes.length <= FEW_NODES || process.env.MESHBED_TEST_LONG === '1',
  );
  test.concurrent.each(some.map((topology) => [topology.name, topology] as const))(
    '%s',
    async (_name, topology) => {
      const result = await runTopology(topology, { runtime: makeRuntime() });
      expectFair(result);
      expect(result.figures.messages).toBeGreaterThan(0);
    },
  );
}
