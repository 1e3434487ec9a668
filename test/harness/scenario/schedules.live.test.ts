import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ProcessRuntime } from '../../../harness/runtime/process/runtime.ts';
import { SimRuntime } from '../../../harness/runtime/sim/runtime.ts';
import { runTopology } from '../../../harness/scenario/run.ts';
import { loadTopology } from '../../../harness/topology/load.ts';
import { expectFair } from './fair.ts';
import { schedule, toldIn } from './schedules.ts';

/** `bench/schedules.ts` tries many more. */
const SEEDS = [1, 2, 3, 4, 5, 6];

describe('nothing vanishes: steps milliseconds apart', () => {
  test.concurrent.each(SEEDS)(
    'are carried out on the life that the file means, on processes as simulated (seed %i)',
    async (seed) => {
      const topology = schedule(seed);
      const simulated = await toldIn(topology, new SimRuntime());
      expect(simulated.length).toBeGreaterThan(0);
      expect(await toldIn(topology, new ProcessRuntime())).toEqual(simulated);
    },
  );

  test('inject-into-a-kill: the injection waits for the new life, and both messages arrive', async () => {
    const topology = await loadTopology(join('test', 'cases', 'inject-into-a-kill.yaml'), { seed: 1 });
    const simulated = await runTopology(topology, { runtime: new SimRuntime() });
    expect(simulated.verdict).toBe('passed');
    expect(simulated.figures.messages).toBe(2);
    const real = await runTopology(topology, { runtime: new ProcessRuntime() });
    expectFair(real);
    expect(real.figures.messages).toBe(2);
  });
});
