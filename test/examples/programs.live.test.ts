/** examples/programs/: a program that knows nothing of meshbed, as a user runs it, as processes. */

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { adapt } from '../../harness/adapt/adapt.ts';
import { adaptText } from '../../harness/adapt/report.ts';
import { isCovered } from '../../harness/adapt/trial/types.ts';
import { ProcessRuntime } from '../../harness/runtime/process/runtime.ts';
import { runTopology } from '../../harness/scenario/run.ts';
import { loadTopology } from '../../harness/topology/load.ts';
import { expectFair } from '../harness/scenario/fair.ts';
import { describeShout, programsFolder } from './peers.ts';

describeShout('examples/programs/shout.yaml', (binary) => {
  const set = [{ path: 'programs.shout.command.0', value: binary }];
  const load = () => loadTopology(join(programsFolder, 'shout.yaml'), { set });

  test('its delivery, a kill and a return are judged', async () => {
    const result = await runTopology(await load(), { runtime: new ProcessRuntime() });
    expectFair(result);
    const judged = (check: string) => result.checks.find((each) => each.check === check)?.obligations ?? 0;
    for (const check of ['delivery', 'duplicates', 'keepalive']) expect(judged(check)).toBeGreaterThan(0);
    expect(result.figures.messages).toBeGreaterThan(0);
  });

  test('its description works, and covers all that the program prints', async () => {
    const topology = await load();
    const result = await adapt({ runtime: new ProcessRuntime(), topology, program: 'shout' });
    expect(isCovered(result), adaptText(result)).toBe(true);
    expect(result).toMatchObject({ uncovered: [], doubts: [], unmatched: { count: 0 } });
  });
});
