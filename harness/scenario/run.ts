/**
 * The runner: carries a topology out on a runtime, from nothing running to nothing running, and judges it.
 *
 * `open` the runtime, bring up the nodes that start with the mesh, begin the journal's time, play the script, wait
 * for the ending, judge. Whatever happens on the way, the runtime is closed (unless `keep`) and the journal is whole.
 */

import { hash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { CONTRACT_VERSION } from '../../node/contract/types.ts';
import { withAdaptersWhereNeeded } from '../adapter/adapted-runtime.ts';
import { type Captured, CaptureFile } from '../capture/file.ts';
import { VERSION } from '../common/version.ts';
import { type Header, JOURNAL_VERSION } from '../journal/record.ts';
import { makePlan } from '../plan/plan.ts';
import type { CaptureScope, Plan } from '../plan/types.ts';
import { Journal } from '../recording/journal.ts';
import { judgeRecords } from '../report/outcome.ts';
import type { RunResult } from '../report/result.ts';
import type { Runtime } from '../runtime/port/port.ts';
import type { Topology } from '../topology/topology.ts';
import { NodeSupervisor } from './nodes/node-supervisor.ts';
import { START_TIMEOUTS_MS, type StartTimeouts } from './nodes/start-timeouts.ts';
import { RunFiles } from './out.ts';
import { type RunProgress, silent } from './progress.ts';
import { Scenario } from './scenario.ts';
import { type StepSource, stepsOfFile } from './step-source.ts';

export type { RunProgress } from './progress.ts';

/** In the run's directory. */
export const CAPTURE_FILE = 'capture.pcapng';

export interface RunOptions {
  /** Freshly made; it is opened and closed here. */
  runtime: Runtime;
  /** The topology file as the user named it, for the result. */
  file?: string;
  /** What was set in it (`links.loss=5%`), for the result. */
  set?: readonly string[];
  /** Directory for journal, environment and logs; absent: nothing is written. */
  out?: string;
  /** Leave the runtime open, and the nodes running; the caller closes it. */
  keep?: boolean;
  /** Write what goes through relays to `out`, as capture.pcapng: of the links that need relays, or of all. */
  capture?: CaptureScope;
  /** Ends the run with `interrupted`; everything is closed, and what is known is judged. */
  signal?: AbortSignal;
  progress?: RunProgress;
  /** How long nodes may take to become idle, to become ready, to exit; and how long the mesh may take to come to rest. Wins over the topology's `timeouts`. */
  patience?: Partial<StartTimeouts>;
}

/**
 * @throws MeshbedError when the runtime cannot run this plan (no engine, no image, …). What a node does wrong is
 * never thrown: it is in the verdict.
 */
export function runTopology(topology: Topology, options: RunOptions): Promise<RunResult> {
  return runScript(topology, stepsOfFile(topology), options);
}

/** The same, with the steps of `script`. */
export async function runScript(
  topology: Topology,
  stepSource: StepSource,
  given: RunOptions,
): Promise<RunResult> {
  const runtime = withAdaptersWhereNeeded(given.runtime, topology);
  const options = { ...given, runtime };
  runtime.refuse?.(topology);
  const capture = options.out === undefined ? undefined : options.capture;
  const run = runtime.clock.isVirtual ? runIdOf(topology.seed) : newRunId();
  const plan = stepSource.planned(makePlan(topology, run, capture));
  const out = await RunFiles.open(options.out);
  const journal = new Journal(headerOf(plan, runtime), out.journalPath);
  try {
    return await carryOut(plan, stepSource, journal, out, options);
  } finally {
    if (!options.keep) await runtime.close();
    await journal.close();
    await out.close();
  }
}

async function carryOut(
  plan: Plan,
  stepSource: StepSource,
  journal: Journal,
  out: RunFiles,
  options: RunOptions,
): Promise<RunResult> {
  const { runtime, file, set = [], signal, progress = silent } = options;
  const capture = captureOf(plan, journal, options);
  const beganMs = performance.now();
  const patience = { ...START_TIMEOUTS_MS, ...plan.topology.timeouts, ...options.patience };
  const supervisor = new NodeSupervisor(
    plan,
    runtime,
    journal,
    (node, text) => out.log(node, text),
    patience,
  );
  const about = { ...(file === undefined ? {} : { file }), ...(set.length === 0 ? {} : { set }) };
  supervisor.whenCrossed = (crossings, missing) => capture?.add(crossings, missing);
  const scenario = new Scenario({
    plan,
    runtime,
    journal,
    supervisor,
    progress,
    stepSource,
    warmUpMs: patience.warmUp,
  });
  let captured: Captured | undefined;
  await scenario
    .play(signal, (facts) => out.writeEnvironment({ ...about, ...facts }))
    .finally(async () => {
      captured = await capture?.close();
    });
  await journal.close();
  const result = judgeRecords(
    journal.records,
    {
      ...about,
      ...(options.out === undefined ? {} : { out: options.out }),
      ...(captured === undefined ? {} : { captured }),
    },
    journal.history,
  );
  if (runtime.clock.isVirtual) result.figures.realMs = Math.round(performance.now() - beganMs);
  return result;
}

function captureOf(plan: Plan, journal: Journal, { out, runtime }: RunOptions): CaptureFile | null {
  if (out === undefined || plan.capture === undefined) return null;
  return new CaptureFile(join(out, CAPTURE_FILE), {
    // Virtual time begins with the run; real time is reported in Unix time.
    epochMs: runtime.name === 'sim' ? 0 : performance.timeOrigin,
    what: `run ${plan.run} of ${plan.topology.name}, seed ${plan.topology.seed}`,
    beganAtMs: () => journal.beganAtMs,
  });
}

function headerOf(plan: Plan, runtime: Runtime): Header {
  return {
    type: 'header',
    journal: JOURNAL_VERSION,
    meshbed: VERSION,
    contract: CONTRACT_VERSION,
    run: plan.run,
    runtime: runtime.name,
    topology: plan.topology,
    links: plan.links,
  };
}

/** Forty bits: short enough for names of networks, and no two runs on one engine meet. */
export function newRunId(): string {
  return inLetters(randomBytes(5).toString('hex'));
}

/** A run that leaves nothing on any machine can be called the same when it is repeated, and so its journal is the same. */
function runIdOf(seed: number): string {
  return inLetters(hash('sha256', `meshbed run ${seed}`, 'hex').slice(0, 10));
}

function inLetters(hex: string): string {
  return BigInt(`0x${hex}`).toString(36).padStart(8, '0');
}
