/** A simulation and processes on a routed network, the same scenario: conditions count the same bytes in both. */

import { describe, expect, it } from 'vitest';
import { outcomeOn } from '../../../../bench/fidelity/compare.ts';
import { noRouterHere } from '../../../node/router/wired.ts';
import { expectFair, wasExcused } from '../../scenario/fair.ts';

/** What a machine may add to a message over one link. The headers of its packet, at the link's 16 kbit a second, are twice as much. */
const ADDED_MS = 7;

const reason = noRouterHere();

describe.skipIf(reason !== null)(
  `a routed network, simulated and as processes${reason === null ? '' : `: skipped, ${reason}`}`,
  () => {
    it('brings the same messages over the same ways, as soon', async () => {
      const sim = await outcomeOn('sim', 'routed');
      const real = await outcomeOn('process', 'routed');
      expect(sim.result.verdict).toBe('passed');
      expectFair(real.result);
      if (wasExcused(real.result)) return;
      expect(real.delivered).toEqual(sim.delivered);
      expect(real.hopsMean).toBe(sim.hopsMean);
      expect(real.copies).toBe(sim.copies);
      expect(real.fastestMs - sim.fastestMs).toBeGreaterThan(-1);
      expect(real.fastestMs - sim.fastestMs).toBeLessThan(ADDED_MS);
    });
  },
);
