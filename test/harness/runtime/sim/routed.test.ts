/** Routed networks, simulated: conditions count whole packets there, and the rest is as over relays, whatever kind of addresses these have. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readJournal } from '../../../../harness/journal/read.ts';
import { SimRuntime } from '../../../../harness/runtime/sim/runtime.ts';
import { runTopology } from '../../../../harness/scenario/run.ts';
import { topologyFromObject } from '../../../../harness/topology/load.ts';

async function runOf(file: object, out?: string) {
  const topology = topologyFromObject({ seed: 7, nodes: { count: 2 }, ...file });
  const runtime = new SimRuntime();
  return await runTopology(topology, { runtime, ...(out === undefined ? {} : { out }) });
}

/** How a message of 500 bytes fares over a link with this `mtu`. */
async function isDelivered(mtuBytes: number, network: object): Promise<boolean> {
  const result = await runOf({
    ...network,
    links: [['n1', 'n2', { mtu: `${mtuBytes}B` }]],
    steps: [{ at: '1s', inject: { bytes: 500 }, from: 'n1' }],
    expect: { delivery: { within: '1s' } },
  });
  return result.figures.deliveries === 1;
}

/** The smallest `mtu` that lets it through. */
async function smallestMtu(network: object): Promise<number> {
  let [under, enough] = [500, 700];
  while (enough - under > 1) {
    const middle = Math.floor((under + enough) / 2);
    if (await isDelivered(middle, network)) enough = middle;
    else under = middle;
  }
  return enough;
}

test('a packet has the headers of IP and UDP before its payload, and to relays it has none', async () => {
  const flat = await smallestMtu({});
  expect(await smallestMtu({ addresses: 'ipv6' })).toBe(flat);
  expect(await smallestMtu({ network: 'routed' })).toBe(flat + 28);
  expect(await smallestMtu({ network: 'routed', addresses: 'fd00:12::/64' })).toBe(flat + 48);
});

test('they take their time where there is a `rate`', async () => {
  const slowest = async (network: object) => {
    const result = await runOf({
      ...network,
      links: [['n1', 'n2', { rate: '16kbit' }]],
      steps: [{ at: '1s', inject: { bytes: 500 }, from: 'n1' }],
      expect: { delivery: { within: '1s' } },
    });
    return result.figures.latencyMaxMs;
  };
  expect((await slowest({ network: 'routed' })) - (await slowest({}))).toBeCloseTo((28 * 8) / 16, 3);
});

test('bits flip in the payload alone', async () => {
  const result = await runOf({
    network: 'routed',
    links: [['n1', 'n2', { corrupt: '100%' }]],
    steps: [{ at: '1s', inject: { count: 50, every: '20ms' }, from: 'n1' }],
    expect: { delivery: { within: '1s' } },
  });
  expect(result.figures.deliveries).toBe(0);
});

test('the journal has what a router tells: packets without bytes, and what was kept apart', async () => {
  const out = await mkdtemp(join(tmpdir(), 'meshbed-routed-'));
  const file = {
    network: 'routed',
    links: [['n1', 'n2', { latency: '5ms' }]],
    steps: [
      { at: '1s', partition: [['n1'], 'rest'] },
      { at: '2s', inject: { count: 3, every: '20ms' }, from: 'n1' },
      { at: '3s', heal: 'all' },
    ],
    expect: { delivery: { within: '2s', to: 'eventual' } },
  };
  expect(await runOf(file, out)).toMatchObject({ verdict: 'passed' });
  const { records } = await readJournal(join(out, 'journal.ndjson'));
  await rm(out, { recursive: true });
  const counts = records.filter((record) => record.type === 'relay');
  expect(counts.length).toBeGreaterThan(0);
  expect(counts.every((count) => count.offeredBytes === undefined)).toBe(true);
  const sides = records.filter((record) => record.type === 'sides');
  expect(sides.map((each) => [each.phase, each.sides])).toEqual([
    ['sent', [['n1'], ['n2']]],
    ['confirmed', [['n1'], ['n2']]],
    ['sent', null],
    ['confirmed', null],
  ]);
});
