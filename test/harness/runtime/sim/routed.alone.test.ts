/** A simulation and processes on a routed network, the same scenarios: conditions count the same bytes in both, and gates do the same. */

import { describe, expect, it } from 'vitest';
import { type Outcome, outcomeOn } from '../../../../bench/fidelity/compare.ts';
import { noRouterHere } from '../../../node/router/wired.ts';
import { expectFair, wasExcused } from '../../scenario/fair.ts';

/** What a machine may add to a message over one link. The headers of its packet, at the link's 16 kbit a second, are twice as much. */
const ADDED_MS = 7;

/** One on the shared uplink. */
const A_MESSAGE_MS = 136;

const reason = noRouterHere();

/** Both of them; null where overload kept the real one from telling. */
async function bothOf(name: string): Promise<{ sim: Outcome; real: Outcome } | null> {
  const sim = await outcomeOn('sim', name);
  const real = await outcomeOn('process', name);
  expect(sim.result.verdict).toBe('passed');
  expectFair(real.result);
  return wasExcused(real.result) ? null : { sim, real };
}

describe.skipIf(reason !== null)(
  `a routed network, simulated and as processes${reason === null ? '' : `: skipped, ${reason}`}`,
  () => {
    it('brings the same messages over the same ways, as soon', async () => {
      const { sim, real } = (await bothOf('routed')) ?? {};
      if (!sim || !real) return;
      expect(real.delivered).toEqual(sim.delivered);
      expect(real.hopsMean).toBe(sim.hopsMean);
      expect(real.copies).toBe(sim.copies);
      expect(real.fastestMs - sim.fastestMs).toBeGreaterThan(-1);
      expect(real.fastestMs - sim.fastestMs).toBeLessThan(ADDED_MS);
    });

    it('brings the same messages into a site behind a firewall, and no stranger', async () => {
      const { sim, real } = (await bothOf('firewalled')) ?? {};
      if (!sim || !real) return;
      expect(real.delivered).toEqual(sim.delivered);
      expect(Math.abs(real.hopsMean / sim.hopsMean - 1)).toBeLessThan(0.1);
      for (const { keptOut } of [sim, real]) {
        expect(keptOut.strangers).toBe(20);
        expect(keptOut.packets).toBeGreaterThan(0);
      }
    });

    it('has messages wait as long for an uplink that two share', async () => {
      const { sim, real } = (await bothOf('uplink')) ?? {};
      if (!sim || !real) return;
      expect(real.delivered).toEqual(sim.delivered);
      const addedMs = real.slowestMs - sim.slowestMs;
      // Each of sixteen waits for 36 ms more than the one before; none would if each node had a line of its own.
      expect(sim.slowestMs).toBeGreaterThan(500);
      expect(addedMs).toBeGreaterThan(-1);
      expect(addedMs).toBeLessThan(A_MESSAGE_MS);
    });
  },
);
