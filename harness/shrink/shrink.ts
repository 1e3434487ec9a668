/**
 * Shrinking: from a topology that fails in the simulation to a smaller one, with a shorter scenario, that fails the same
 * way. The passes are gone through again and again until none of them finds anything: then the result is 1-minimal,
 * which means that none of the reductions that they know, taken alone, leaves it failing the same way.
 */

import type { RunResult } from '../report/result.ts';
import type { Topology } from '../topology/topology.ts';
import { PASSES } from './passes/index.ts';
import type { FailureSignature } from './search/failure.ts';
import { type Attempt, SearchStopped, Trials } from './search/trials.ts';

export interface ShrinkOptions {
  signature: FailureSignature;
  /** Runs a candidate; a result that was interrupted ends the search. */
  run(topology: Topology): Promise<RunResult>;
  /** Asked before each run, with the number of runs so far. */
  mayGoOn(runs: number): boolean;
  tell?(attempt: Attempt & { pass: string }): void;
}

export interface Shrunk {
  topology: Topology;
  /** What running it gave. */
  result: RunResult;
  /** How often something was run, the original included. */
  runs: number;
  /** False: the search was ended, and more might go. */
  minimal: boolean;
}

/** `result` is what running the topology gave: a failure of that way. */
export async function shrink(topology: Topology, result: RunResult, options: ShrinkOptions): Promise<Shrunk> {
  const { signature, run, mayGoOn, tell = () => {} } = options;
  let pass = '';
  const trials = new Trials({ topology, result }, signature, {
    run,
    mayGoOn,
    tell: (attempt) => tell({ ...attempt, pass }),
  });
  const minimal = await untilNothingGoes(trials, (name) => {
    pass = name;
  });
  return { topology: trials.best, result: trials.bestResult, runs: trials.runs, minimal };
}

async function untilNothingGoes(trials: Trials, begin: (pass: string) => void): Promise<boolean> {
  try {
    for (;;) {
      const before = trials.best;
      for (const pass of PASSES) {
        begin(pass.name);
        await pass.run(trials);
      }
      if (trials.best === before) return true;
    }
  } catch (error) {
    if (error instanceof SearchStopped) return false;
    throw error;
  }
}
