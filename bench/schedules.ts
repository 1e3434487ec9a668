/**
 * Random schedules of what happens to nodes, milliseconds apart, on processes beside the simulation:
 * `node bench/schedules.ts [--seeds 100] [--first 1]`. Who was told what must be the same; the exit code is 1 where it is not.
 */

import { parseArgs } from 'node:util';
import { makeRuntime } from '../harness/runtime/make.ts';
import { schedule, toldIn } from '../test/harness/scenario/schedules.ts';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '100' }, first: { type: 'string', default: '1' } },
});
const first = Number(values.first);
let different = 0;
for (let seed = first; seed < first + Number(values.seeds); seed++) {
  const topology = schedule(seed);
  const simulated = await toldIn(topology, await makeRuntime('sim'));
  const real = await toldIn(topology, await makeRuntime('process'));
  if (JSON.stringify(real) === JSON.stringify(simulated)) continue;
  different++;
  console.log(`seed ${seed}:\n  simulated ${simulated.join(', ')}\n  real      ${real.join(', ')}`);
}
console.log(`${values.seeds} schedules, ${different} different`);
process.exitCode = different === 0 ? 0 : 1;
