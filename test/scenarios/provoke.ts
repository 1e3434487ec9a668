/**
 * A scenario with a planted bug: was it provoked, and was it found? It was provoked for certain where it acted (a hook of it did
 * anything else than to pass on what it was given), and the plain judge, which shares nothing with the checks, finds something
 * wrong with what came of it.
 */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalRecord } from '../../harness/journal/record.ts';
import { JOURNAL_FILE } from '../../harness/report/file-names.ts';
import type { RunResult } from '../../harness/report/result.ts';
import { SimRuntime } from '../../harness/runtime/sim/runtime.ts';
import { runTopology } from '../../harness/scenario/run.ts';
import type { Topology } from '../../harness/topology/topology.ts';
import { Random } from '../../node/core/random.ts';
import { BUGS } from '../mutants/bugs/index.ts';
import { SimulatedMutants } from '../mutants/simulated.ts';
import { longestDelayMs } from './conditions.ts';
import { plainlyWrong } from './plain-judge.ts';
import { conditionsOf } from './promise.ts';

export type Outcome =
  /** `failed`. */
  | 'found'
  /** It never acted. */
  | 'idle'
  /** It acted, and did nobody any harm for certain. */
  | 'harmless'
  /** It did, and the run is inconclusive. */
  | 'inconclusive'
  /** It did, and the run passes. */
  | 'missed';

export interface Provoked {
  outcome: Outcome;
  result: RunResult;
  mutants: readonly string[];
  /** By the plain judge. */
  wrong: string[];
}

/** `bug` null: the correct peer everywhere. */
export async function provoke(bug: string | null, topology: Topology): Promise<Provoked> {
  const mutants = bug === null ? [] : drawMutants(bug, topology);
  const names = topology.nodes.map(({ name }) => name);
  const planted = new SimulatedMutants(bug === null ? () => ({}) : BUGS[bug]!, names, mutants);
  const { result, records } = await recorded(topology, planted);
  const delayMs = longestDelayMs(conditionsOf(topology, topology.steps));
  const wrong = plainlyWrong(topology, delayMs, records);
  return { outcome: outcomeOf(result, planted.acts, wrong), result, mutants, wrong };
}

function outcomeOf({ verdict }: RunResult, acts: number, wrong: readonly string[]): Outcome {
  if (verdict === 'failed') return 'found';
  if (wrong.length > 0) return verdict === 'passed' ? 'missed' : 'inconclusive';
  return acts === 0 ? 'idle' : 'harmless';
}

/** A node; or two neighbours, where a bug is one of two. (Two that send everything back would never end.) */
function drawMutants(bug: string, { seed, links }: Topology): string[] {
  const random = Random.of(seed, 'mutants', bug);
  const { a, b } = random.pick(links);
  return bug === 'sends around the relay' ? [a, b] : [random.pick([a, b])];
}

async function recorded(topology: Topology, planted: SimulatedMutants) {
  const out = await mkdtemp(join(tmpdir(), 'meshbed-test-'));
  try {
    using _ = planted.hold();
    const result = await runTopology(topology, { runtime: new SimRuntime(), out });
    const lines = (await readFile(join(out, JOURNAL_FILE), 'utf8')).trim().split('\n');
    return { result, records: lines.map((line): JournalRecord => JSON.parse(line)) };
  } finally {
    await rm(out, { recursive: true });
  }
}
