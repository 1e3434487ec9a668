/**
 * What the commands need from the rest of the harness, in one place, so that tests of the command line start no
 * nodes and need no engine.
 */

import type { AdaptOptions } from '../../adapt/adapt.ts';
import type { AdaptResult } from '../../adapt/trial/types.ts';
import type { ConformOptions } from '../../conform/conform.ts';
import type { ConformResult } from '../../conform/walk/types.ts';
import type { HeldMesh, HoldOptions } from '../../live/hold.ts';
import type { CaptureScope, Plan } from '../../plan/types.ts';
import type { RunResult } from '../../report/result.ts';
import type { Runtime, RuntimeName } from '../../runtime/port/port.ts';
import type { RunOptions } from '../../scenario/run.ts';
import type { Simulators } from '../../sweep/simulator.ts';
import type { Axis } from '../../topology/axes.ts';
import type { Setting } from '../../topology/settings.ts';
import type { Topology } from '../../topology/topology.ts';
import type { CleanedUp } from './clean-up.ts';
import type { OldRun } from './old-run.ts';

/** What a look for an engine found: its name, or why there is none and what mends it. */
export type EngineAnswer = { name: string } | { why: string; fix: string };

export type ChosenRuntime = RuntimeName;

export interface Services {
  /** Throws a TopologyError with all problems of the file. */
  load(file: string, seed?: number, set?: readonly Setting[]): Promise<Topology>;
  /** What varies in the file by its matrix, but for what is set. Throws a TopologyError. */
  axes(file: string, set: readonly Setting[]): Axis[];
  plan(topology: Topology, capture?: CaptureScope): Plan;
  /** Also why it cannot run here, as far as the machine and its engine tell. */
  describe(plan: Plan): Promise<string>;
  /** When the run fails if it is not decided by then, from the scenario's start. */
  deadlineMs(topology: Topology): number;
  engine(): Promise<EngineAnswer>;
  runtime(name: ChosenRuntime): Promise<Runtime>;
  run(topology: Topology, options: RunOptions): Promise<RunResult>;
  /** Holds a mesh for people, until somebody ends it. */
  hold(topology: Topology, options: HoldOptions): Promise<HeldMesh>;
  /** Threads that simulate, so many at once; the caller ends them. */
  simulators(count: number): Pick<Simulators, 'lanes' | 'end'>;
  /** Throws a MeshbedError when there is no journal that this version understands. */
  openOldRun(place: string): Promise<OldRun>;
  /** Writes every report of a run into a directory that is there; throws a MeshbedError when one cannot be made. */
  writeReports(directory: string, result: RunResult, journalPath: string): Promise<void>;
  /** Removes what no living run owns. */
  clean(): Promise<CleanedUp>;
  /** Tries a program against the node contract, on a runtime of that name. */
  conform(name: ChosenRuntime, options: Omit<ConformOptions, 'runtime'>): Promise<ConformResult>;
  /** Tries the description of a program that knows nothing of the contract, on a runtime of that name. */
  adapt(name: ChosenRuntime, options: Omit<AdaptOptions, 'runtime'>): Promise<AdaptResult>;
  examine(): Promise<Examination[]>;
  /** The JSON Schema of topology files, and that of results. */
  schemaFile: string;
  resultSchemaFile: string;
}

/** One line of `meshbed doctor`. */
export interface Examination {
  /** What was looked at: `node`, `process runtime`, `engine`. */
  what: string;
  /** `missing`: something does not work without it. `absent`: it only does less. */
  state: 'fine' | 'absent' | 'missing';
  found: string;
  /** The one line that mends it. */
  fix?: string;
}
