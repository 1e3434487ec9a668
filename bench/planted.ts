/**
 * Planted bugs in random scenarios: `node bench/planted.ts [--seeds 100] [--from 1] [--bug NAME] [--show]`. For each bug of
 * `test/mutants/bugs/` that can be simulated: in how many scenarios it was found, did nothing, did no harm for certain, or was
 * missed (`test/scenarios/provoke.ts`); the exit code is 1 where one was missed. `--show` prints those that were missed, and
 * those that are inconclusive. `--bug none` is the correct peer, in which the plain judge must find nothing either.
 */

import { parseArgs } from 'node:util';
import { BUGS } from '../test/mutants/bugs/index.ts';
import { NEEDS_A_PROCESS } from '../test/mutants/simulated.ts';
import { type Outcome, provoke } from '../test/scenarios/provoke.ts';
import { scenario } from '../test/scenarios/scenario.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    bug: { type: 'string' },
    show: { type: 'boolean', default: false },
  },
});
const from = Number(values.from);
const seeds = Number(values.seeds);
const bugs = values.bug === undefined ? Object.keys(BUGS) : [values.bug];
console.log('| the peer | found | idle | harmless | inconclusive | missed |\n|---|---|---|---|---|---|');
for (const bug of bugs) {
  if (NEEDS_A_PROCESS.includes(bug)) continue;
  const counts: Record<Outcome, number> = { found: 0, idle: 0, harmless: 0, inconclusive: 0, missed: 0 };
  for (let seed = from; seed < from + seeds; seed++) {
    const { outcome, mutants, wrong } = await provoke(bug === 'none' ? null : bug, scenario(seed));
    counts[outcome]++;
    if (values.show && (outcome === 'missed' || outcome === 'inconclusive'))
      console.log(
        `seed ${seed}, ${outcome}, in ${mutants.join(' and ')}:\n  ${wrong.slice(0, 8).join('\n  ')}`,
      );
  }
  const { found, idle, harmless, inconclusive, missed } = counts;
  if (missed > 0) process.exitCode = 1;
  console.log(`| ${bug} | ${found} | ${idle} | ${harmless} | ${inconclusive} | ${missed} |`);
}
