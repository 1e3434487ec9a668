/**
 * The peer's invariants under random meshes and histories: `node bench/search.ts [--seeds 2000] [--from 1]`. Prints each seed
 * that broke one, and what; the exit code is 1 then. A seed that once did goes into the list of
 * `test/harness/runtime/sim/search.test.ts`, which tries it in every run of the tests.
 */

import { parseArgs } from 'node:util';
import { search } from '../test/harness/runtime/sim/search.ts';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '2000' }, from: { type: 'string', default: '1' } },
});
const from = Number(values.from);
const seeds = Number(values.seeds);
const total = { deliveries: 0, deaths: 0, events: 0 };
let broken = 0;
for (let seed = from; seed < from + seeds; seed++) {
  const { violations, deliveries, deaths, events } = search(seed);
  total.deliveries += deliveries;
  total.deaths += deaths;
  total.events += events;
  if (violations.length === 0) continue;
  broken++;
  process.exitCode = 1;
  console.log(`seed ${seed}:\n  ${violations.join('\n  ')}`);
}
const { deliveries, deaths, events } = total;
console.log(
  `${seeds} seeds from ${from}: ${broken} broke an invariant; ${deliveries} deliveries, ${deaths} deaths, ${events} events`,
);
