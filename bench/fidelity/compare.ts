/**
 * The same scenarios simulated and for real, and what should agree: who got which message, over how many hops, with how many
 * copies, and how long it took beyond what the machine itself needs.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunResult, runTopology, topologyFromObject } from '../../harness/index.ts';
import { readJournal } from '../../harness/journal/read.ts';
import type { JournalRecord } from '../../harness/journal/record.ts';
import { runtimeOf } from '../runtimes.ts';

const MESSAGES = { count: 40, every: '25ms', bytes: 200 };
const KEEPALIVE = { detect: '3s', recover: '3s' };

/** Names are those of the rows in bench/README.md. */
export const SCENARIOS: Record<string, object> = {
  line: {
    nodes: { count: 5 },
    links: { shape: 'line', latency: '20ms' },
    steps: [{ at: '1s', inject: MESSAGES, from: 'all' }],
    expect: { delivery: { within: '2s' }, settle: '500ms' },
  },
  star: {
    nodes: { count: 6 },
    links: { shape: 'star', latency: '10ms' },
    steps: [{ at: '1s', inject: MESSAGES, from: 'all' }],
    expect: { delivery: { within: '2s' }, settle: '500ms' },
  },
  lossy: {
    nodes: { count: 8 },
    links: { shape: 'small-world', degree: 4, latency: '30ms', jitter: '10ms', loss: '10%' },
    peer: { keepalive: '500ms' },
    steps: [{ at: '1s', inject: MESSAGES, from: 'all' }],
    expect: { delivery: { within: '4s', to: 'eventual' }, settle: '1s' },
  },
  killed: {
    nodes: { count: 6 },
    links: { shape: 'ring', latency: '10ms' },
    peer: { keepalive: '300ms' },
    steps: [
      { at: '1s', inject: MESSAGES, from: 'all' },
      { at: '3s', kill: 'n3' },
      { at: '5s', inject: { count: 10, every: '50ms' }, from: 'n1' },
      { at: '6s', start: 'n3' },
    ],
    expect: { delivery: { within: '3s', to: 'eventual' }, keepalive: KEEPALIVE, settle: '1s' },
  },
  halves: {
    nodes: { count: 6 },
    links: { shape: 'ring', latency: '10ms' },
    peer: { keepalive: '300ms' },
    steps: [
      { at: '1s', partition: ['n1..n3', 'rest'] },
      { at: '2s', inject: { count: 20, every: '50ms' }, from: 'all' },
      { at: '5s', heal: 'all' },
    ],
    expect: { delivery: { within: '4s', to: 'eventual' }, keepalive: KEEPALIVE, settle: '1s' },
  },
  // So narrow that the headers of each packet can be seen: 28 bytes take 14 ms.
  routed: {
    network: 'routed',
    nodes: { count: 4 },
    links: { shape: 'line', latency: '10ms', rate: '16kbit', queue: '4KiB' },
    peer: { keepalive: '10s' },
    steps: [{ at: '1s', inject: { count: 8, every: '300ms', bytes: 200 }, from: 'all' }],
    expect: { delivery: { within: '4s' }, settle: '500ms' },
  },
  // n1 starts last: until it has sent, nothing from n4 comes in to it. From n2, which is behind the same firewall, it does. n2 and n3
  // are each behind one, and meet since both send.
  firewalled: {
    network: 'routed',
    nodes: { n1: { start: '2s' }, n2: {}, n3: { firewall: true }, n4: {} },
    sites: { home: { nodes: ['n1', 'n2'], firewall: true } },
    links: { shape: 'ring', latency: '10ms' },
    peer: { keepalive: '300ms' },
    steps: [
      { at: '1s', inject: { count: 10, every: '50ms' }, from: ['n2', 'n3', 'n4'] },
      { at: '1s', attack: { nodes: 'n2', with: 'garbage', count: 20 } },
      { at: '4s', inject: { count: 10, every: '50ms' }, from: 'all' },
      { at: '5s', kill: 'n2' },
      { at: '6s', inject: { count: 10, every: '50ms' }, from: 'n3' },
      { at: '7s', start: 'n2' },
    ],
    expect: { delivery: { within: '3s', to: 'eventual' }, keepalive: KEEPALIVE, settle: '1s' },
  },
  // Each sends a message every 200 ms, which takes 136 ms of the line: one alone would never wait, and both together do ever longer.
  uplink: {
    network: 'routed',
    nodes: { count: 4 },
    sites: { home: { nodes: ['n1', 'n2'], uplink: { rate: '16kbit', queue: '8KiB' } } },
    links: [
      ['n1', 'n3', { latency: '10ms' }],
      ['n2', 'n4', { latency: '10ms' }],
    ],
    peer: { keepalive: '10s' },
    steps: [{ at: '1s', inject: { count: 16, every: '100ms', bytes: 200 }, from: ['n1', 'n2'] }],
    expect: { delivery: { within: '4s' }, settle: '500ms' },
  },
};

/** What one run of a scenario came to. */
export interface Outcome {
  result: RunResult;
  /** `message → node`, each once, in order. */
  delivered: string[];
  hopsMean: number;
  copies: number;
  /** From the request to the delivery that came soonest after it, and to the one that took longest. */
  fastestMs: number;
  slowestMs: number;
  /** By firewalls: packets between nodes, and those of strangers. */
  keptOut: { packets: number; strangers: number };
}

export async function outcomeOn(runtime: string, name: string): Promise<Outcome> {
  const topology = topologyFromObject({ name, seed: 11, ...SCENARIOS[name] });
  const out = await mkdtemp(join(tmpdir(), 'meshbed-fidelity-'));
  try {
    const result = await runTopology(topology, { runtime: await runtimeOf(runtime), out });
    const { records } = await readJournal(join(out, 'journal.ndjson'));
    const copies = result.figures.copiesPerDelivery ?? 0;
    return { result, ...countDeliveries(records), copies, keptOut: countKeptOut(records) };
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

function countDeliveries(
  records: readonly JournalRecord[],
): Pick<Outcome, 'delivered' | 'hopsMean' | 'fastestMs' | 'slowestMs'> {
  const delivered: string[] = [];
  const askedMs = new Map<string, number>();
  const messages = new Map<string, number>();
  let hops = 0;
  let fastestMs = Number.POSITIVE_INFINITY;
  let slowestMs = 0;
  for (const record of records) {
    if (record.type === 'inject') askedMs.set(record.ref, record.at);
    if (record.type !== 'event') continue;
    const { event, at, node, boot } = record;
    if (event.type === 'injected') messages.set(event.message, askedMs.get(event.ref)!);
    if (event.type !== 'delivered') continue;
    delivered.push(`${event.message} → ${node} (${boot})`);
    hops += event.hops ?? 0;
    const tookMs = at - messages.get(event.message)!;
    fastestMs = Math.min(fastestMs, tookMs);
    slowestMs = Math.max(slowestMs, tookMs);
  }
  const hopsMean = hops / Math.max(1, delivered.length);
  return { delivered: delivered.sort(), hopsMean, fastestMs, slowestMs };
}

/** Counts of packets are cumulative. */
function countKeptOut(records: readonly JournalRecord[]): Outcome['keptOut'] {
  const packets = new Map<string, number>();
  let strangers = 0;
  for (const record of records) {
    if (record.type === 'relay') packets.set(`${record.from} ${record.to}`, record.dropped.firewall ?? 0);
    if (record.type === 'attack') strangers += record.keptOut ?? 0;
  }
  return { packets: [...packets.values()].reduce((sum, count) => sum + count, 0), strangers };
}
