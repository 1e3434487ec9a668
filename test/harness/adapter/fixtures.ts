/**
 * What the tests of adapters share: topologies of one or two nodes that run the fake program, and their plans.
 */

import { readFileSync } from 'node:fs';
import { makePlan } from '../../../harness/plan/plan.ts';
import type { Plan } from '../../../harness/plan/types.ts';
import { newRunId } from '../../../harness/scenario/run.ts';
import { topologyFromObject } from '../../../harness/topology/load.ts';

const script = readFileSync(new URL('./fake-program.sh', import.meta.url), 'utf8');

/** The fake program, as a file describes it. What is given wins over what is usual. */
export function fakeProgram(more: Record<string, unknown> = {}): Record<string, unknown> {
  const { files, ...others } = more;
  return {
    command: ['sh', '{dir}/program.sh', '{listen}', '{dir}', '{peers}'],
    ready: { log: '^listening on' },
    inject: { stdin: '{ref} {text}' },
    events: {
      delivered: { log: 'Received: (?<message>\\S+) (?<data>.*)', own: 'reported' },
      'peer-up': { log: '^joined: (?<node>\\S+)', stream: 'stdout' },
      'peer-down': { log: '^lost: (?<node>\\S+) \\((?<reason>\\w+)\\)', stream: 'stderr' },
    },
    ...others,
    files: { 'program.sh': script, ...(files as object | undefined) },
  };
}

export function planOfPrograms(program: Record<string, unknown>, count = 1, more: object = {}): Plan {
  const topology = topologyFromObject({
    seed: 1,
    programs: { fake: program },
    nodes: { count, program: 'fake', ...more },
    links: count === 1 ? [] : { shape: 'full' },
  });
  return makePlan(topology, newRunId());
}

export function dataOf(text: string): string {
  return Buffer.from(text).toString('base64');
}
