/** `miscounted` beside real schedules of counts, lives and goodbyes, simulated: the bundled peer never miscounts. */

import { expect, test } from 'vitest';
import { allFindings } from '../../../harness/report/headline.ts';
import { SimRuntime } from '../../../harness/runtime/sim/runtime.ts';
import { runTopology } from '../../../harness/scenario/run.ts';
import { topologyFromObject } from '../../../harness/topology/load.ts';

const SEEDS = 40;

/** Counts of simulated relays are reported once a second from the warm-up on, which takes a millisecond here. */
const IN_THE_MOMENT_OF_A_COUNT = '999ms';

test('a peer that is stopped and started on a whole second is not charged with the goodbyes of its first life', async () => {
  const found: string[] = [];
  for (let seed = 1; seed <= SEEDS; seed++) {
    const topology = topologyFromObject({
      name: 'stopped-and-started',
      seed,
      nodes: { count: 2 },
      links: [['n1', 'n2']],
      steps: [
        { at: IN_THE_MOMENT_OF_A_COUNT, stop: 'n2' },
        { at: IN_THE_MOMENT_OF_A_COUNT, start: 'n2' },
        { at: '9100ms', cut: 'all' },
      ],
      expect: { settle: '0s' },
    });
    const result = await runTopology(topology, { runtime: new SimRuntime() });
    for (const { word, text } of allFindings(result))
      if (word === 'miscounted') found.push(`seed ${seed}: ${text}`);
  }
  expect(found).toEqual([]);
});
