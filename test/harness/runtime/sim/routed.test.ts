/** Routed networks, simulated: conditions count whole packets there, and the rest is as over relays. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
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

test('a packet has the headers of IP and UDP before its payload', async () => {
  const flat = await smallestMtu({});
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

/** Who delivered the message, in order of time, in a line of three. */
async function reached(steps: object[]): Promise<string[]> {
  const out = await mkdtemp(join(tmpdir(), 'meshbed-moved-'));
  const file = {
    network: 'routed',
    nodes: { count: 3 },
    links: { shape: 'line', latency: '100ms' },
    peer: { keepalive: '300ms' },
    expect: { settle: '1s' },
  };
  expect((await runOf({ ...file, steps }, out)).checks.flatMap(({ findings }) => findings)).toEqual([]);
  const { records } = await readJournal(join(out, 'journal.ndjson'));
  await rm(out, { recursive: true });
  return records.flatMap((record) =>
    record.type === 'event' && record.event.type === 'delivered' ? [record.node] : [],
  );
}

describe('a node that has moved', () => {
  const move = (address: string, at = '1s') => ({ at, move: { node: 'n3', address } });
  const hello = (at: string, from = 'n1') => ({ at, inject: 'hello', from });
  const restart = (node: string, at: string) => [
    { at, kill: node },
    { after: '500ms', start: node },
  ];

  test('gets nothing at the address that it has left, not even what was under way', async () => {
    expect(await reached([hello('850ms'), move('198.18.7.7')])).toEqual(['n2']);
    expect(await reached([move('198.18.7.7'), hello('2s')])).toEqual(['n2']);
  });

  test('sends nothing from where its socket is, until it is started again', async () => {
    expect(await reached([move('198.18.7.7'), hello('2s', 'n3')])).toEqual([]);
    expect(await reached([move('198.18.7.7'), ...restart('n3', '2s'), hello('4s', 'n3')])).toEqual([
      'n2',
      'n1',
    ]);
  });

  test('is found by neighbours that are started after it', async () => {
    const steps = [move('198.18.7.7'), ...restart('n3', '2s'), ...restart('n2', '3s'), hello('6s')];
    expect(await reached(steps)).toEqual(['n2', 'n3']);
  });

  test('and again where it was', async () => {
    expect(await reached([move('198.18.7.7'), move('198.18.3.1', '1500ms'), hello('4s')])).toEqual([
      'n2',
      'n3',
    ]);
  });
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
