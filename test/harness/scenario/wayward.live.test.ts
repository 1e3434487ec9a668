/** Peers that do not send as the contract has it, as processes: what the verdict makes of what went around the relay, or past it. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Finding } from '../../../harness/check/types.ts';
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

  it('is leaked, which fails under `isolation`, though every message came everywhere', async () => {
    const { verdict, findings } = await run({ ...ring, expect: { isolation: true } });
    expect(verdict).toBe('failed');
    expect(new Set(findings.map(({ word }) => word))).toEqual(new Set(['leaked']));
    expect(causesOf(findings)).toMatch(/n\d and n\d never sent a datagram on the link to n\d/);
  });

  it('and never passes without', async () => {
    const { verdict, findings } = await run(ring);
    expect([verdict, ...new Set(findings.map(({ word }) => word))]).toEqual(['inconclusive', 'leaked']);
  });
});
