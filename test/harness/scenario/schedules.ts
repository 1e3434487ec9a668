/**
 * Random schedules of what happens to nodes, milliseconds apart, and what each was told by the end: the same on every runtime,
 * with the simulation's order as the model.
 */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalRecord } from '../../../harness/journal/record.ts';
import { JOURNAL_FILE } from '../../../harness/report/file-names.ts';
import type { Runtime } from '../../../harness/runtime/port/port.ts';
import { runTopology } from '../../../harness/scenario/run.ts';
import { topologyFromObject } from '../../../harness/topology/load.ts';
import type { Topology } from '../../../harness/topology/topology.ts';
import { Random } from '../../../node/core/random.ts';

const NODES = ['n1', 'n2', 'n3'];
const STEPS = 14;
/** Most are so close that one is under way when the next is due. */
const GAPS_MS = [0, 1, 1, 2, 5, 40, 300];

type State = 'up' | 'down' | 'paused';
const NEXT: Record<State, [verb: string, to: State][]> = {
  up: [
    ['kill', 'down'],
    ['stop', 'down'],
    ['pause', 'paused'],
  ],
  down: [['start', 'up']],
  paused: [
    ['resume', 'up'],
    ['kill', 'down'],
  ],
};

/** Each seed gives another. */
export function schedule(seed: number): Topology {
  const random = Random.of(seed, 'schedule');
  const pick = <T>(items: readonly T[]): T => items[random.u32() % items.length]!;
  const states = new Map<string, State>(NODES.map((node) => [node, 'up']));
  let atMs = 0;
  const steps: object[] = [];
  for (let i = 0; i < STEPS; i++) {
    atMs += pick(GAPS_MS);
    const up = NODES.filter((node) => states.get(node) === 'up');
    if (random.u32() % 2 === 0 && up.length > 0) {
      const from = random.u32() % 2 === 0 ? [pick(up)] : 'all';
      steps.push({ at: `${atMs}ms`, inject: { count: 1 + (random.u32() % 3) }, from });
      continue;
    }
    const node = pick(NODES);
    const [verb, to] = pick(NEXT[states.get(node)!]);
    steps.push({ at: `${atMs}ms`, [verb]: node });
    states.set(node, to);
  }
  return topologyFromObject({
    name: `schedule-${seed}`,
    seed,
    nodes: { count: NODES.length },
    links: { shape: 'full' },
    peer: { keepalive: '200ms' },
    steps,
    expect: { delivery: false, keepalive: false, settle: 0 },
  });
}

/** `1.0 n2 start 3`: by reference of the injection, who was told it, in which life; or that it was not done. */
export async function toldIn(topology: Topology, runtime: Runtime): Promise<string[]> {
  const out = await mkdtemp(join(tmpdir(), 'meshbed-test-'));
  try {
    await runTopology(topology, { runtime, out, patience: { warmUp: 0 } });
    const lines = (await readFile(join(out, JOURNAL_FILE), 'utf8')).trim().split('\n');
    return lines
      .map((line) => JSON.parse(line) as JournalRecord)
      .flatMap((record) => {
        if (record.type === 'inject') return [`${record.ref} ${record.node} start ${record.boot}`];
        return record.type === 'not-done' ? [`${record.ref} not done`] : [];
      })
      .sort();
  } finally {
    await rm(out, { recursive: true });
  }
}
