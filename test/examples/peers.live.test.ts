/** examples/peers/: each topology as a user runs it, as processes; the C peer is compiled into a folder of the test's. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ProcessRuntime } from '../../harness/runtime/process/runtime.ts';
import { runTopology } from '../../harness/scenario/run.ts';
import { loadTopology } from '../../harness/topology/load.ts';
import { expectFair } from '../harness/scenario/fair.ts';
import { describePeers, peersFolder } from './peers.ts';

const files = readdirSync(peersFolder).filter((name) => name.endsWith('.yaml'));
const forProcesses = files.filter((name) => name !== 'images.yaml');

describePeers('topologies of foreign peers, as processes', (python, c) => {
  test.concurrent.each(forProcesses)('%s', async (file) => {
    const topology = await loadTopology(join(peersFolder, file));
    for (const node of topology.nodes) {
      const [program] = node.command ?? [];
      node.command = program === 'python3' ? python.command : c.command;
    }
    const result = await runTopology(topology, { runtime: new ProcessRuntime() });
    expectFair(result);
    expect(result.figures.messages).toBeGreaterThan(0);
  });
});
