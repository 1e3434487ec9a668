import { expect, test } from 'vitest';
import { outcomeOn } from '../../bench/fidelity/compare.ts';
import { expectFair, wasExcused } from '../harness/scenario/fair.ts';
import { describeEngine } from './engine.ts';

/**
 * How far hops and copies may lie apart. Where loss and jitter decide which copy is first, a datagram more or less on a real
 * network changes all that follow on its link; after a partition it depends on the moment which neighbour is asked first.
 */
const APART = { line: 0.05, star: 0.05, killed: 0.05, lossy: 0.15, halves: 0.25 };

describeEngine('a simulation and containers, on the same scenario', () => {
  test.each(Object.entries(APART))('%s', async (name, apart) => {
    const sim = await outcomeOn('sim', name);
    const real = await outcomeOn('docker', name);
    expect(sim.result.verdict).toBe('passed');
    expectFair(real.result);
    if (wasExcused(real.result)) return;
    expect(real.delivered).toEqual(sim.delivered);
    expect(Math.abs(real.hopsMean / sim.hopsMean - 1)).toBeLessThan(apart);
    expect(Math.abs(real.copies / sim.copies - 1)).toBeLessThan(apart);
    // A machine adds to what the links take, and takes nothing off; how much it added is in bench/README.md.
    expect(real.result.figures.latencyP50Ms).toBeGreaterThan(0.9 * sim.result.figures.latencyP50Ms);
  });
});
