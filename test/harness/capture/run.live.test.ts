/** A whole run with `--capture all`, as tshark reads what it leaves. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { ProcessRuntime } from '../../../harness/runtime/process/runtime.ts';
import { CAPTURE_FILE, runTopology } from '../../../harness/scenario/run.ts';
import { topologyFromObject } from '../../../harness/topology/load.ts';
import { fieldsOf, testWithTshark } from '../../wireshark/tshark.ts';

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'meshbed-test-'));
});
afterAll(() => rmSync(home, { recursive: true }));

testWithTshark('a run that captures all links shows the way of a message over each of them', async () => {
  const topology = topologyFromObject({
    seed: 3,
    nodes: { count: 3 },
    links: [
      ['n1', 'n2'],
      ['n2', 'n3', { n3: { loss: '100%' } }],
    ],
    steps: [{ at: '200ms', inject: 'hello', from: 'n1' }],
    expect: { keepalive: 'off', settle: '500ms' },
  });
  const { captured } = await runTopology(topology, {
    runtime: new ProcessRuntime(),
    out: home,
    capture: 'all',
  });
  const packets = fieldsOf(join(home, CAPTURE_FILE), [
    ...(['frame.interface_name', 'frame.packet_flags_direction', 'frame.comment'] as const),
    ...(['_ws.col.Protocol', 'meshbed.message', 'meshbed.hops'] as const),
  ]);
  const ways = packets
    .filter((packet) => packet['meshbed.message'] === 'n1-1-1')
    .map((packet) => `${packet['frame.interface_name']} ${packet['meshbed.hops']}`);
  // In and out of each of the two relayed links; the hop count is the node's that sends.
  expect(ways).toEqual(['n1->n2 1', 'n1->n2 1', 'n2->n3 2', 'n2->n3 2']);
  const lost = packets.filter((packet) => packet['frame.interface_name'] === 'n3->n2');
  expect(new Set(lost.map((packet) => packet['frame.comment']))).toEqual(new Set(['dropped: loss']));
  expect(new Set(packets.map((packet) => packet['_ws.col.Protocol']))).toEqual(new Set(['meshbed']));
  const inbound = packets.filter((packet) => packet['frame.packet_flags_direction'] === '0x00000001');
  expect(captured).toEqual({ datagrams: inbound.length, missing: 0 });
});
