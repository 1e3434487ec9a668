/** A whole run with `--capture all`, as tshark reads what it leaves. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { whyNoNamespaces } from '../../../harness/runtime/process/namespaces.ts';
import { ProcessRuntime } from '../../../harness/runtime/process/runtime.ts';
import { CAPTURE_FILE, runTopology } from '../../../harness/scenario/run.ts';
import { topologyFromObject } from '../../../harness/topology/load.ts';
import { fieldsOf, testWithTshark } from '../../wireshark/tshark.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'meshbed-test-'));
});
afterEach(() => rmSync(home, { recursive: true }));

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

describe.skipIf(whyNoNamespaces() !== null)('on a routed network', () => {
  testWithTshark('a capture has whole packets, of every pair that talked, from node to node', async () => {
    const topology = topologyFromObject({
      seed: 3,
      nodes: { count: 3 },
      network: 'routed',
      links: [
        ['n1', 'n2', { latency: '5ms' }],
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
      ...(['_ws.col.Protocol', 'meshbed.message', 'ip.src', 'ip.dst', 'ip.ttl'] as const),
    ]);
    const ways = packets
      .filter((packet) => packet['meshbed.message'] === 'n1-1-1')
      .map((packet) => `${packet['frame.interface_name']} ${packet['ip.src']} ${packet['ip.dst']}`);
    const [first, second] = ['n1->n2 198.18.1.1 198.18.2.1', 'n2->n3 198.18.2.1 198.18.3.1'];
    expect(ways).toEqual([first, first, second, second]);
    const lost = packets.filter((packet) => packet['frame.interface_name'] === 'n3->n2');
    expect(new Set(lost.map((packet) => packet['frame.comment']))).toEqual(new Set(['dropped: loss']));
    // A node whose neighbour has not bound its port yet is told so.
    const ours = packets.filter((packet) => packet['_ws.col.Protocol'] !== 'ICMP');
    expect(new Set(ours.map((packet) => packet['_ws.col.Protocol']))).toEqual(new Set(['meshbed']));
    // The router is a hop.
    expect(new Set(ours.map((packet) => packet['ip.ttl']))).toEqual(new Set(['63']));
    const inbound = packets.filter((packet) => packet['frame.packet_flags_direction'] === '0x00000001');
    expect(captured).toEqual({ datagrams: inbound.length, missing: 0 });
  });
});
