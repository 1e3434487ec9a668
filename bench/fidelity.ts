/**
 * How true the simulation is: `node bench/fidelity.ts [--runtime docker|process] [NAME…]`. Eight scenarios, simulated and for
 * real, side by side.
 */

import { parseArgs } from 'node:util';
import { outcomeOn, SCENARIOS } from './fidelity/compare.ts';

const { values, positionals } = parseArgs({
  options: { runtime: { type: 'string', default: 'docker' } },
  allowPositionals: true,
});
console.log(`| scenario | deliveries | mean hops | copies | p50 ms | p99 ms |\n|---|---|---|---|---|---|`);
for (const name of Object.keys(SCENARIOS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const sim = await outcomeOn('sim', name);
  const real = await outcomeOn(values.runtime, name);
  const same = sim.delivered.join() === real.delivered.join() ? 'the same' : 'NOT the same';
  const pairs = [
    [sim.hopsMean, real.hopsMean],
    [sim.copies, real.copies],
    [sim.result.figures.latencyP50Ms, real.result.figures.latencyP50Ms],
    [sim.result.figures.latencyP99Ms, real.result.figures.latencyP99Ms],
  ].map((pair) => pair.map((figure) => figure!.toFixed(2)).join(' / '));
  const verdicts = `${sim.result.verdict} / ${real.result.verdict}`;
  console.log(`| ${name} (${verdicts}) | ${sim.delivered.length}, ${same} | ${pairs.join(' | ')} |`);
}
