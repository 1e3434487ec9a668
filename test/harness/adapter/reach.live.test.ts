/**
 * `reach: all` with a program that finds others by itself, as processes: a star of which the middle dies, a partition that it goes
 * around, and one that does not find others after all.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../harness/common/package-root.ts';
import { readJournal } from '../../../harness/journal/read.ts';
import { limitsOfThisMachine } from '../../../harness/runtime/process/fits.ts';
import { whyNoNamespaces } from '../../../harness/runtime/process/namespaces.ts';
import { ProcessRuntime } from '../../../harness/runtime/process/runtime.ts';
import { runTopology } from '../../../harness/scenario/run.ts';
import { topologyFromObject } from '../../../harness/topology/load.ts';

const finder = {
  command: [process.execPath, join(packageRoot(), 'test/harness/adapter/finder.mjs'), '{listen}', '{peers}'],
  ready: { log: '^Listening on' },
  inject: { stdin: '{ref} {text}' },
  events: {
    delivered: { log: 'Received: (?<message>\\S+) (?<data>.*)' },
    'peer-up': { log: 'Peer (?<node>\\S+) is there' },
    'peer-down': { log: 'Peer (?<node>\\S+) is gone' },
  },
};

async function resultOf(fault: object, env: Record<string, string> = {}, more: object = {}) {
  const topology = topologyFromObject({
    seed: 1,
    programs: { finder: { ...finder, env } },
    nodes: { count: 5, program: 'finder' },
    links: { shape: 'star' },
    reach: 'all',
    steps: [
      { at: '3s', ...fault },
      { at: '7s', inject: 'hello', from: 'n2' },
    ],
    expect: { delivery: { within: '2s' }, keepalive: { of: 'all', detect: '4s', recover: '3s' } },
    ...more,
  });
  const out = await mkdtemp(join(tmpdir(), 'meshbed-reach-'));
  const { verdict, checks, figures } = await runTopology(topology, { runtime: new ProcessRuntime(), out });
  const { records } = await readJournal(join(out, 'journal.ndjson'));
  await rm(out, { recursive: true });
  const findings = checks.flatMap((check) => check.findings);
  return {
    verdict,
    words: [...new Set(findings.map(({ word }) => word))].sort(),
    owed: checks.find(({ check }) => check === 'delivery')?.obligations,
    deliveries: figures.deliveries,
    /** Who said so of n3 after the fault. */
    foundN3: records.flatMap((record) =>
      record.type === 'event' &&
      record.event.type === 'peer-up' &&
      record.event.node === 'n3' &&
      record.at > 3000
        ? [record.node]
        : [],
    ),
    text: JSON.stringify(findings, null, 1),
  };
}

it('those whom the dead had introduced are owed what they can send each other', {
  timeout: 120_000,
}, async () => {
  const { verdict, owed, text } = await resultOf({ kill: 'n1' });
  expect(text).toBe('[]');
  expect([verdict, owed]).toEqual(['passed', 3]);
});

it('what crosses a partition is leaked, and no more than that', { timeout: 120_000 }, async () => {
  const { verdict, words } = await resultOf({
    partition: [
      ['n1', 'n2'],
      ['n3', 'n4', 'n5'],
    ],
  });
  expect([verdict, words]).toEqual(['inconclusive', ['leaked']]);
});

it('a program that finds nobody is convicted', { timeout: 120_000 }, async () => {
  const { verdict, words } = await resultOf({ kill: 'n1' }, { FORGETFUL: '1' });
  expect([verdict, words]).toEqual(['failed', expect.arrayContaining(['lost', 'missed return'])]);
});

describe.skipIf(!limitsOfThisMachine().hasIpv6)('with addresses of IPv6', () => {
  it('those whom the dead had introduced find each other', { timeout: 120_000 }, async () => {
    const { verdict, owed, text } = await resultOf({ kill: 'n1' }, {}, { addresses: 'ipv6' });
    expect(text).toBe('[]');
    expect([verdict, owed]).toEqual(['passed', 3]);
  });

  it('neighbours talk through relays, by the addresses that they were given', {
    timeout: 120_000,
  }, async () => {
    const more = { addresses: 'ipv6', reach: 'linked', links: { shape: 'full', latency: '5ms' } };
    const expected = { expect: { delivery: { within: '2s' }, keepalive: { detect: '4s', recover: '3s' } } };
    const { verdict, owed, text } = await resultOf(
      { kill: 'n1' },
      { FORGETFUL: '1' },
      { ...more, ...expected },
    );
    expect(text).toBe('[]');
    expect([verdict, owed]).toEqual(['passed', 3]);
  });
});

describe.skipIf(whyNoNamespaces() !== null)('on a routed network', () => {
  const routed = { network: 'routed', elsewhere: { latency: '5ms' } };

  it('nodes are known by their addresses to those who were told of them by others', {
    timeout: 120_000,
  }, async () => {
    const { verdict, owed, text } = await resultOf({ kill: 'n1' }, {}, routed);
    expect(text).toBe('[]');
    expect([verdict, owed]).toEqual(['passed', 3]);
  });

  it.each([
    ['finds its way if it looks at its addresses', { ROAMING: '1' }, 4],
    ['is lost if it does not', {}, 3],
  ] as const)(
    'a program whose node moves %s, and neither is wrong',
    {
      timeout: 120_000,
    },
    async (_, env, reached) => {
      const fault = { move: { node: 'n3', address: '198.18.7.7' } };
      const { verdict, owed, deliveries, foundN3, text } = await resultOf(fault, env, routed);
      expect(text).toBe('[]');
      expect([verdict, owed, deliveries]).toEqual(['passed', 3, reached]);
      expect(new Set(foundN3).size).toBe(reached === 4 ? 4 : 0);
    },
  );

  it('nothing crosses a partition', { timeout: 120_000 }, async () => {
    const groups = [
      ['n1', 'n2'],
      ['n3', 'n4', 'n5'],
    ];
    const { verdict, text } = await resultOf({ partition: groups }, {}, routed);
    expect(text).toBe('[]');
    expect(verdict).toBe('passed');
  });
});
