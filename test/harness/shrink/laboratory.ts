/**
 * A simulation for tests of shrinking: it fails when the topology has what a failure is made of, and says which check
 * failed it. Nothing is run.
 */

import type { CheckName, Word } from '../../../harness/check/explain/finding.ts';
import type { RunResult } from '../../../harness/report/result.ts';
import { signatureOf } from '../../../harness/shrink/search/failure.ts';
import { type ShrinkOptions, type Shrunk, shrink } from '../../../harness/shrink/shrink.ts';
import { topologyFromObject } from '../../../harness/topology/load.ts';
import { writeTopology } from '../../../harness/topology/print/write.ts';
import type { Topology } from '../../../harness/topology/topology.ts';
import { aCheck, aLoss, aPassedRing } from '../report/results.ts';

/** Whether a topology fails, and how. */
export type Law = (topology: Topology) => boolean | [CheckName, Word][];

export function runBy(law: Law): (topology: Topology) => Promise<RunResult> {
  return async (topology) => {
    const told = law(topology);
    const signs: [CheckName, Word][] = told === true ? [['delivery', 'lost']] : told === false ? [] : told;
    const checks = signs.map(([check, word]) => aCheck(check, { findings: [aLoss({ word })] }));
    const verdict = signs.length === 0 ? 'passed' : 'failed';
    return aPassedRing({ name: topology.name, seed: topology.seed, runtime: 'sim', verdict, checks });
  };
}

export interface Searched extends Shrunk {
  text: string;
  tried: string[];
}

export async function shrunk(
  object: object,
  law: Law,
  options: Partial<ShrinkOptions> & { only?: Word } = {},
): Promise<Searched> {
  const topology = topologyFromObject({ seed: 7, name: 'mesh', ...object });
  const run = runBy(law);
  const result = await run(topology);
  const tried: string[] = [];
  const found = await shrink(topology, result, {
    signature: signatureOf(result, options.only),
    run,
    mayGoOn: () => true,
    tell: ({ what }) => tried.push(what),
    ...options,
  });
  return { ...found, text: writeTopology(found.topology), tried };
}
