/**
 * Trying candidates: each is written as a file, loaded from it, run, and compared with how the original failed. The
 * smallest that failed the same way so far is the best.
 *
 * Invariants:
 *  1. The best is a topology that was loaded from text, run, and failed the same way.
 *  2. No text is run twice: the simulation would say the same again.
 */

import { createHash } from 'node:crypto';
import { TopologyError } from '../../common/errors.ts';
import type { RunResult } from '../../report/result.ts';
import { parseTopology } from '../../topology/load.ts';
import { writeTopology } from '../../topology/print/write.ts';
import type { Topology } from '../../topology/topology.ts';
import { type FailureSignature, failsAlike } from './failure.ts';
import { repairTopology } from './repair.ts';

export interface Best {
  topology: Topology;
  result: RunResult;
}

/** What onlookers see before each run. */
export interface Attempt {
  /** What is being tried: `without n4`. */
  what: string;
  /** Runs so far, this one included. */
  runs: number;
  best: Topology;
}

export interface TrialRunner {
  run(topology: Topology): Promise<RunResult>;
  /** Whether another run may begin. */
  mayGoOn(runs: number): boolean;
  tell(attempt: Attempt): void;
}

/** Thrown when no further run may begin; the caller of the search catches it. */
export class SearchStopped extends Error {}

export class Trials {
  readonly #signature: FailureSignature;
  readonly #runner: TrialRunner;
  readonly #tried = new Set<string>();
  #best: Best;
  #runs: number;

  /** The first best is the original, which has been run already. */
  constructor(first: Best, signature: FailureSignature, runner: TrialRunner) {
    this.#best = first;
    this.#signature = signature;
    this.#runner = runner;
    this.#runs = 1;
    this.#isNew(writeTopology(first.topology));
  }

  get best(): Topology {
    return this.#best.topology;
  }

  get bestResult(): RunResult {
    return this.#best.result;
  }

  get runs(): number {
    return this.#runs;
  }

  /** True when the candidate, repaired, loads and fails the same way: it is the best then. */
  async attempt(candidate: Topology, what: string): Promise<boolean> {
    const text = writeTopology(repairTopology(candidate));
    if (!this.#isNew(text)) return false;
    const topology = loaded(text);
    if (topology === null) return false;
    if (!this.#runner.mayGoOn(this.#runs)) throw new SearchStopped();
    this.#runs++;
    this.#runner.tell({ what, runs: this.#runs, best: this.best });
    const result = await this.#runner.run(topology);
    if (result.end === 'interrupted') throw new SearchStopped();
    if (!failsAlike(result, this.#signature)) return false;
    this.#best = { topology, result };
    return true;
  }

  #isNew(text: string): boolean {
    const digest = createHash('sha256').update(text).digest('base64');
    if (this.#tried.has(digest)) return false;
    this.#tried.add(digest);
    return true;
  }
}

/** Null where it is no valid topology: not every part can be taken away. */
function loaded(text: string): Topology | null {
  try {
    return parseTopology(text, 'candidate');
  } catch (error) {
    if (error instanceof TopologyError) return null;
    throw error;
  }
}
