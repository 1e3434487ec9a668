/**
 * False convictions: `node bench/false-convictions.ts [--seeds 2000] [--from 1] [--harsh-keepalive]`. Random scenarios, each
 * with what a correct peer must make of it (`test/scenarios/`), simulated with the bundled peer: none may be `failed`.
 * Each that is, is shrunk and printed; the exit code is 1 then. `--harsh-keepalive` judges neighbours also where links lose or delay nearly everything. What was found goes into the list of `test/scenarios/scenarios.test.ts`, as shrinking left it.
 */

import { parseArgs } from 'node:util';
import { reportText } from '../harness/report/text.ts';
import { play, smallest } from '../test/scenarios/play.ts';
import { scenario } from '../test/scenarios/scenario.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    from: { type: 'string', default: '1' },
    'harsh-keepalive': { type: 'boolean', default: false },
  },
});
const from = Number(values.from);
const seeds = Number(values.seeds);
const verdicts = { passed: 0, inconclusive: 0, failed: 0 };
let obligations = 0;
for (let seed = from; seed < from + seeds; seed++) {
  const topology = scenario(seed, { judgesHarshKeepalive: values['harsh-keepalive'] });
  const result = await play(topology);
  verdicts[result.verdict]++;
  for (const check of result.checks) obligations += check.obligations;
  if (result.verdict !== 'failed') continue;
  process.exitCode = 1;
  const left = await smallest(topology, result);
  console.log(`seed ${seed}:\n\n${left.text}\n${reportText(left.result)}`);
}
const { passed, inconclusive, failed } = verdicts;
console.log(
  `${seeds} scenarios from ${from}: ${passed} passed, ${inconclusive} inconclusive, ${failed} failed; ${obligations} obligations`,
);
