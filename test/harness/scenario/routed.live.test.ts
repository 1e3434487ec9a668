/** Whole runs on a routed network of processes. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Mesh } from '../../../harness/index.ts';
import { whyNoNamespaces } from '../../../harness/runtime/process/namespaces.ts';
import { ProcessRuntime } from '../../../harness/runtime/process/runtime.ts';
import { markedProcesses } from '../../../harness/runtime/system/proc.ts';
import { runTopology } from '../../../harness/scenario/run.ts';
import { topologyFromObject } from '../../../harness/topology/load.ts';
import { expectFair, wasExcused } from './fair.ts';

const keepalive = { detect: '3s', recover: '2s' };
const base = {
  name: 'routed',
  seed: 1,
  nodes: { count: 4 },
  network: 'routed',
  peer: { keepalive: '300ms' },
};

const run = (topology: object) =>
  runTopology(topologyFromObject({ ...base, ...topology }), { runtime: new ProcessRuntime() });

describe.skipIf(whyNoNamespaces() !== null)('on a routed network', () => {
  test.concurrent('a mesh under conditions, a partition, a restart: judged as on a flat one', async () => {
    const result = await run({
      links: { shape: 'ring', latency: '5ms', loss: '1%' },
      elsewhere: 'closed',
      steps: [
        { at: '500ms', inject: { count: 5 }, from: 'n1' },
        { at: '1s', partition: ['n1..n2', 'rest'] },
        { after: '4s', heal: 'all' },
        { after: '3s', kill: 'n3' },
        { after: '4s', start: 'n3' },
        { after: '3s', inject: { count: 5 }, from: 'all' },
      ],
      expect: { delivery: { within: '2s' }, keepalive, isolation: {}, settle: '1s' },
    });
    expectFair(result);
  });

  test.concurrent('a node that is disconnected is missed, and missed no more when it is back', async () => {
    const result = await run({
      links: { shape: 'full', latency: '5ms' },
      steps: [
        { at: '1s', disconnect: 'n2' },
        { after: '4s', reconnect: 'n2' },
        { after: '3s', inject: { count: 3 }, from: 'all' },
      ],
      expect: { delivery: { within: '2s' }, keepalive, settle: '1s' },
    });
    expectFair(result);
  });

  test.concurrent('a node that moves is lost, and found again by who is started after it', async () => {
    const result = await run({
      links: { shape: 'ring', latency: '5ms' },
      sites: { cafe: { firewall: true, addresses: '198.18.77.0/24' } },
      steps: [
        { at: '1s', move: { node: 'n3', site: 'cafe' } },
        { after: '1s', inject: { count: 2 }, from: ['n1', 'n3'] },
        { after: '3s', kill: 'n2..n4' },
        { after: '1s', start: 'n2..n4' },
        { after: '3s', inject: { count: 5 }, from: 'all' },
      ],
      expect: { delivery: { within: '2s' }, keepalive, settle: '1s' },
    });
    expectFair(result);
    // Before they are started again n1's message reaches n2 and n4, and n3's nobody; after it n1's reaches all three, and all five reach all.
    if (!wasExcused(result)) expect(result.figures.deliveries).toBe(2 + 3 + 5 * 3);
  });

  test.concurrent('the router dies in mid-run: inconclusive, it says so, and nothing is left', async () => {
    await using mesh = await Mesh.start(
      { ...base, links: { shape: 'line', latency: '5ms' } },
      { runtime: 'process' },
    );
    const [router] = markedProcesses().filter(
      ({ run, pid }) =>
        run === mesh.run && readFileSync(`/proc/${pid}/cmdline`, 'latin1').endsWith('\0router\0'),
    );
    process.kill(router!.pid, 'SIGKILL');
    // The mesh may be over before.
    await mesh.inject({ count: 5 }, { from: 'n1' }).catch(({ code }) => expect(code).toBe('MESH_OVER'));
    const result = await mesh.verdict();
    const failed = result.checks
      .flatMap(({ findings }) => findings)
      .filter(({ verdict }) => verdict === 'failed');
    expect(failed).toEqual([]);
    expect(result.verdict).toBe('inconclusive');
    expect(result.endText).toContain('the router died (by SIGKILL)');
    expect(markedProcesses().filter(({ run }) => run === mesh.run)).toEqual([]);
  });
});
