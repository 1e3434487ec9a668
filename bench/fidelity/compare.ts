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
};

/** What one run of a scenario came to. */
export interface Outcome {
  result: RunResult;
  /** `message → node`, each once, in order. */
  delivered: string[];
  hopsMean: number;
  copies: number;
  /** From the request to the delivery that came soonest after it. */
  fastestMs: number;
}

export async function outcomeOn(runtime: string, name: string): Promise<Outcome> {
  const topology = topologyFromObject({ name, seed: 11, ...SCENARIOS[name] });
  const out = await mkdtemp(join(tmpdir(), 'meshbed-fidelity-'));
  try {
    const result = await runTopology(topology, { runtime: await runtimeOf(runtime), out });
    const { records } = await readJournal(join(out, 'journal.ndjson'));
    return { result, ...countDeliveries(records), copies: result.figures.copiesPerDelivery ?? 0 };
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

function countDeliveries(
  records: readonly JournalRecord[],
): Pick<Outcome, 'delivered' | 'hopsMean' | 'fastestMs'> {
  const delivered: string[] = [];
  const askedMs = new Map<string, number>();
  const messages = new Map<string, number>();
  let hops = 0;
  let fastestMs = Number.POSITIVE_INFINITY;
  for (const record of records) {
    if (record.type === 'inject') askedMs.set(record.ref, record.at);
    if (record.type !== 'event') continue;
    const { event, at, node, boot } = record;
    if (event.type === 'injected') messages.set(event.message, askedMs.get(event.ref)!);
    if (event.type !== 'delivered') continue;
    delivered.push(`${event.message} → ${node} (${boot})`);
    hops += event.hops ?? 0;
    fastestMs = Math.min(fastestMs, at - messages.get(event.message)!);
  }
  return { delivered: delivered.sort(), hopsMean: hops / Math.max(1, delivered.length), fastestMs };
}
