/**
 * Shrinking a mesh that really fails in the simulation: its latency bound leaves no time for one slow link among many.
 */

import { expect, it } from 'vitest';
import { SimRuntime } from '../../../harness/runtime/sim/runtime.ts';
import { runTopology } from '../../../harness/scenario/run.ts';
import { failsAlike, signatureOf } from '../../../harness/shrink/search/failure.ts';
import { shrink } from '../../../harness/shrink/shrink.ts';
import { parseTopology } from '../../../harness/topology/load.ts';
import { writeTopology } from '../../../harness/topology/print/write.ts';
import type { Topology } from '../../../harness/topology/topology.ts';

const MESH = `
name: slow
seed: 5
nodes:
  count: 8
links:
  shape: line
  latency: 5ms
  list:
    - [n4, n5, { latency: 300ms }]
peer:
  keepalive: 500ms
steps:
  - { at: 1s, inject: { count: 8, every: 20ms }, from: all }
  - { at: 2s, kill: n8 }
  - { at: 3s, inject: hello, from: n1 }
expect:
  delivery: { within: 2s }
  latency: { max: 200ms }
`;

const run = (topology: Topology) => runTopology(topology, { runtime: new SimRuntime() });

it('leaves the slow link, and the file that is written fails the same way', async () => {
  const topology = parseTopology(MESH, 'mesh.yaml');
  const result = await run(topology);
  const signature = signatureOf(result);
  expect([...signature.signs]).toEqual(['latency: too slow']);
  const found = await shrink(topology, result, { signature, run, mayGoOn: () => true });
  expect(found.minimal).toBe(true);
  const text = writeTopology(found.topology);
  expect(text).toContain(`nodes:
  count: 2
links:
  - [n1, n2, { n1: { latency: 300ms } }]
steps:
  - { at: 0s, inject: `);
  expect(failsAlike(await run(parseTopology(text, 'shrunk.yaml')), signature)).toBe(true);
});
