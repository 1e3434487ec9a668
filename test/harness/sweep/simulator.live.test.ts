/**
 * Simulations in threads say what they say alone, and end when asked to.
 */

import { expect, it } from 'vitest';
import { SimRuntime } from '../../../harness/runtime/sim/runtime.ts';
import { runTopology } from '../../../harness/scenario/run.ts';
import { sweepRow } from '../../../harness/sweep/measure.ts';
import { Simulators } from '../../../harness/sweep/simulator.ts';
import { sweep } from '../../../harness/sweep/sweep.ts';
import { loadTopology } from '../../../harness/topology/load.ts';

const FILE = 'examples/ring.yaml';
const CELLS = ['1%', '20%'].map((value) => ({ settings: [{ path: 'links.loss', value }], weight: 10 }));

it('two threads give what one run after another gives', async () => {
  const simulators = new Simulators(2);
  try {
    const controller = new AbortController();
    const outcomes = await sweep({
      cells: CELLS,
      seeds: [1, 2],
      lanes: simulators.lanes(FILE, controller.signal),
      signal: controller.signal,
      now: () => 0,
      tell: () => {},
    });
    for (const { settings, rows } of outcomes) {
      for (const row of rows) {
        const topology = await loadTopology(FILE, { seed: row.seed, set: settings });
        expect(row).toEqual(sweepRow(await runTopology(topology, { runtime: new SimRuntime() })));
      }
    }
    expect(outcomes.map(({ rows }) => rows.length)).toEqual([2, 2]);
  } finally {
    await simulators.end();
  }
});

it('a run that cannot be done is reported as the error that it is', async () => {
  const simulators = new Simulators(1);
  try {
    const [lane] = simulators.lanes(FILE, new AbortController().signal);
    const settings = [{ path: 'links.loss', value: '120%' }];
    await expect(lane?.(settings, 1)).rejects.toMatchObject({ code: 'TOPOLOGY_INVALID', exitCode: 2 });
  } finally {
    await simulators.end();
  }
});

it('a thread that is interrupted in mid-run has no row', async () => {
  const simulators = new Simulators(1);
  const controller = new AbortController();
  const [lane] = simulators.lanes(FILE, controller.signal);
  const row = lane?.([], 1);
  controller.abort();
  expect(await row).toBeNull();
});
