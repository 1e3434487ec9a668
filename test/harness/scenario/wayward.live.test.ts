/** Peers that do not send as the contract has it, as processes: what the verdict makes of what went around the relay, or past it. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Finding } from '../../../harness/check/explain/finding.ts';
import { conform } from '../../../harness/conform/conform.ts';
import { allFindings } from '../../../harness/report/headline.ts';
import { ProcessRuntime } from '../../../harness/runtime/process/runtime.ts';
import { runTopology } from '../../../harness/scenario/run.ts';
import { topologyFromObject } from '../../../harness/topology/load.ts';
import { scriptCommand } from './faulty.ts';
import type { Way } from './wayward.ts';

const command = scriptCommand(process.execPath, './wayward.ts');

/** In which the peers tell each other what nobody tells them. */
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'meshbed-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function run(topology: {
  nodes: number;
  peer: { way: Way; culprit?: string };
  [more: string]: unknown;
}) {
  const { nodes, peer, ...rest } = topology;
  const names = Array.from({ length: nodes }, (_, i) => `n${i + 1}`);
  const loaded = topologyFromObject({
    name: 'wayward',
    seed: 1,
    nodes: Object.fromEntries(names.map((name) => [name, { command }])),
    peer: { folder, ...peer },
    ...rest,
  });
  const result = await runTopology(loaded, { runtime: new ProcessRuntime() });
  return { verdict: result.verdict, findings: allFindings(result) };
}

const causesOf = (findings: readonly Finding[]) => findings.flatMap(({ cause }) => cause).join('\n');

describe('a peer that goes around the relay at another address', () => {
  const ring = {
    nodes: 6,
    links: { shape: 'ring', loss: '90%' },
    peer: { way: 'around' as const },
    steps: [{ at: '200ms', inject: { count: 10, every: '10ms' }, from: 'all' }],
  };

  /** Long enough for two counts. */
  const counted = { settle: '2500ms' };

  it('is leaked, which fails under `isolation`, though every message came everywhere', async () => {
    const { verdict, findings } = await run({ ...ring, expect: { ...counted, isolation: true } });
    expect(verdict).toBe('failed');
    expect(new Set(findings.map(({ word }) => word))).toEqual(new Set(['leaked']));
    expect(causesOf(findings)).toMatch(/n\d and n\d never sent a datagram on the link to n\d/);
  });

  it('and never passes without', async () => {
    const { verdict, findings } = await run({ ...ring, expect: counted });
    expect([verdict, ...new Set(findings.map(({ word }) => word))]).toEqual(['inconclusive', 'leaked']);
  });
});

describe('a peer that sends from another socket for each datagram', () => {
  const pair = {
    nodes: 2,
    links: { shape: 'line', latency: '1ms' },
    steps: [{ at: '200ms', inject: { count: 3, every: '10ms' }, from: 'n1' }],
    expect: { delivery: { within: '1s' }, settle: '100ms' },
  };

  it('is known by its address', async () => {
    const { verdict, findings } = await run({ ...pair, peer: { way: 'another port' } });
    expect(verdict, causesOf(findings)).toBe('passed');
  });

  it('of whatever address the system takes: the cause says from where they came', async () => {
    const { findings } = await run({ ...pair, peer: { way: 'another address' } });
    expect(causesOf(findings)).toMatch(
      /3 datagrams for n2 came to the relay from 127\.0\.0\.1:\d+ \(the first of them\), which is not the address that n1 was told to listen on/,
    );
    expect(causesOf(findings)).not.toMatch(/n2 dropping it/);
  });

  it('and one that uses TCP: not one datagram came to the address that it was given', async () => {
    const { findings } = await run({ ...pair, peer: { way: 'tcp' } });
    expect(causesOf(findings)).toMatch(
      /Not one datagram came in the whole run to the address that n1 had been given for n2: consistent with .* not by UDP/,
    );
  });
});

describe('`conform` says what the relays saw', () => {
  const deliveredOf = async (way: Way) => {
    const options = { patience: { soon: 300, meet: 100, death: 100, quiet: 100 }, peer: { way } };
    const { requirements } = await conform({ runtime: new ProcessRuntime(), command, ...options });
    return requirements.find(({ name }) => name === 'delivered');
  };

  it('of a program that sends from whatever address the system takes', async () => {
    expect(await deliveredOf('another address')).toMatchObject({
      state: 'not met',
      seen: expect.stringMatching(
        /from 127\.0\.0\.1:\d+, which is not the address that n1 was told to listen on/,
      ),
    });
  });

  it('of one that uses TCP', async () => {
    expect(await deliveredOf('tcp')).toMatchObject({
      state: 'not met',
      seen: expect.stringMatching(/not one datagram of n1 came to an address that it was given/),
    });
  });
});
