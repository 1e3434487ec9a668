/**
 * One topology from its first line on the screen to its exit code.
 */

import { plural } from '../../common/wording.ts';
import { LABEL } from '../../engine/labels.ts';
import type { CaptureScope } from '../../plan/types.ts';
import { resultJson } from '../../report/json.ts';
import { durationText } from '../../report/phrases.ts';
import { toPrintableLine } from '../../report/printable.ts';
import type { RunResult } from '../../report/result.ts';
import { reportText, verdictLine } from '../../report/text.ts';
import type { Runtime } from '../../runtime/port/port.ts';
import { type Setting, settingText } from '../../topology/settings.ts';
import type { Topology } from '../../topology/topology.ts';
import type { ProgressView } from '../progress/types.ts';
import { progressViewFor } from '../progress/view.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { announceRun, INTERRUPTED } from './beginning.ts';
import { type Choice, runtimeChoiceText } from './choose-runtime.ts';
import type { CollectFlags } from './collected.ts';
import { exitCodeOfResult } from './exit-code.ts';
import { closeOutDirectory, type OutDirectory, openOutDirectory } from './out-directory.ts';
import type { ChosenRuntime, Services } from './services.ts';
import { writeReportsOrSay } from './write-reports.ts';

export interface RunFlags extends CollectFlags {
  runtime?: ChosenRuntime;
  seed?: number;
  set?: readonly Setting[];
  repeat?: number;
  out?: string;
  json?: boolean;
  quiet?: boolean;
  keep?: boolean;
  capture?: CaptureScope;
}

export interface OneRun {
  topology: Topology;
  file: string;
  /** What has been set in it. */
  set: readonly Setting[];
  /** As asked for with `--out`. */
  out: string | undefined;
  choice: Choice;
  flags: RunFlags;
  /** Told the result, before it is printed. */
  tell(result: RunResult): void;
  terminal: Terminal;
  services: Services;
  /** One of many runs of a topology: it gets the result, and only a line of each is printed. */
  repeated?: (result: RunResult) => void;
}

/** Runs, reports, and returns the exit code. Whatever is thrown, the view goes and the nodes end. */
export async function runOne(one: OneRun): Promise<number> {
  const { flags, terminal, services } = one;
  const out = await openOutDirectory(one.out);
  const view = progressViewFor(terminal.err, flags.quiet === true || one.repeated !== undefined);
  using _ = terminal.hold();
  const interrupt = () => view.note(INTERRUPTED);
  terminal.interrupted.addEventListener('abort', interrupt, { once: true });
  let runtime: Runtime | undefined;
  let worthKeeping = true;
  try {
    announceRun(view, firstLine(one), one.choice, one.topology);
    runtime = await services.runtime(one.choice.name);
    const result = await carryOut(one, runtime, out, view);
    worthKeeping = isWorthKeeping(result, one);
    one.tell(result);
    report(result, one);
    if (flags.keep) await waitForALook(result, terminal);
    return exitCodeOfResult(result);
  } finally {
    terminal.interrupted.removeEventListener('abort', interrupt);
    view.end();
    await runtime?.close();
    await closeOutDirectory(out, worthKeeping);
  }
}

async function carryOut(
  one: OneRun,
  runtime: Runtime,
  out: OutDirectory,
  view: ProgressView,
): Promise<RunResult> {
  const ran = await one.services.run(one.topology, {
    runtime,
    file: one.file,
    set: one.set.map(settingText),
    out: out.path,
    keep: one.flags.keep ?? false,
    ...(one.flags.capture === undefined ? {} : { capture: one.flags.capture }),
    signal: one.terminal.interrupted,
    progress: view,
  });
  view.end();
  const result = { ...ran, file: one.file, out: out.path };
  if (out.temporary && !isWorthKeeping(result, one)) return withoutOut(result);
  await writeReportsOrSay(one.services, one.terminal, result, out.path, view);
  return result;
}

function report(result: RunResult, { flags, terminal, repeated }: OneRun): void {
  const { out, program } = terminal;
  repeated?.(result);
  if (flags.json) out.write(`${JSON.stringify(resultJson(result))}\n`);
  else if (repeated) out.write(flags.quiet ? '' : `seed ${result.seed}: ${verdictLine(result, out.paint)}\n`);
  else if (flags.quiet) out.write(`${verdictLine(result, out.paint)}\n`);
  else out.write(reportText(result, { paint: out.paint, program, ...out.size }));
}

/** `ring: 10 nodes, 10 links, 8 steps; seed 42; on docker (Docker 20.10); ends by 45 s`. */
function firstLine({ topology, choice, services }: OneRun): string {
  const { name, nodes, links, steps, seed } = topology;
  const mesh = `${plural(nodes.length, 'node')}, ${plural(links.length, 'link')}, ${plural(steps.length, 'step')}`;
  const deadline = durationText(Math.ceil(services.deadlineMs(topology) / 1000) * 1000);
  return `${toPrintableLine(name)}: ${mesh}; seed ${seed}; on ${runtimeChoiceText(choice)}; given up after ${deadline}`;
}

/** Nodes hang on their control channel, so they live as long as this process does. */
async function waitForALook(result: RunResult, terminal: Terminal): Promise<void> {
  const look = result.runtime === 'docker' ? `: docker ps --filter label=${LABEL.run}=${result.run}` : '';
  terminal.err.write(`the nodes are still running${look}\nCtrl-C ends them\n`);
  const { interrupted } = terminal;
  // A timer keeps the process alive where nothing else does.
  const alive = setInterval(() => {}, 60_000);
  await new Promise<void>((resolve) => {
    if (interrupted.aborted) resolve();
    else interrupted.addEventListener('abort', () => resolve(), { once: true });
  });
  clearInterval(alive);
}

/** What a simulation of many leaves can be had again by its seed, and would fill the disk. */
function isWorthKeeping(result: RunResult, { flags, repeated }: OneRun): boolean {
  if (flags.capture !== undefined) return true;
  if (repeated && result.runtime === 'sim') return false;
  return result.verdict !== 'passed' || flags.keep === true;
}

function withoutOut({ out: _, ...result }: RunResult): RunResult {
  return result;
}
