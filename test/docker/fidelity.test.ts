import { expect, test } from 'vitest';
import { outcomeOn, SCENARIOS } from '../../bench/fidelity/compare.ts';
import { expectFair, wasExcused } from '../harness/scenario/fair.ts';
import { describeEngine } from './engine.ts';

/** Where chance decides which copy is first, and where it does not. */
const FEW_PERCENT = 0.1;

describeEngine('a simulation and containers, on the same scenario', () => {
  test.each(Object.keys(SCENARIOS))('%s', async (name) => {
    const sim = await outcomeOn('sim', name);
    const real = await outcomeOn('docker', name);
    expect(sim.result.verdict).toBe('passed');
    expectFair(real.result);
    if (wasExcused(real.result)) return;
    expect(real.delivered).toEqual(sim.delivered);
    expect(Math.abs(real.hopsMean / sim.hopsMean - 1)).toBeLessThan(FEW_PERCENT);
    expect(Math.abs(real.copies / sim.copies - 1)).toBeLessThan(FEW_PERCENT);
    // A machine adds to what the links take, and takes nothing off; how much it adds is in bench/README.md.
    const { latencyP50Ms: simulated } = sim.result.figures;
    expect(real.result.figures.latencyP50Ms).toBeGreaterThan(0.95 * simulated);
    expect(real.result.figures.latencyP50Ms).toBeLessThan(2 * simulated);
  });
});
