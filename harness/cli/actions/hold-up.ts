/**
 * One mesh that is held, from its first line on the screen to its exit code.
 */

import { join } from 'node:path';
import { EXIT } from '../../common/errors.ts';
import { plural } from '../../common/wording.ts';
import type { HeldMesh } from '../../live/hold.ts';
import type { PromptIo } from '../../live/prompt.ts';
import { toPrintableLine } from '../../report/printable.ts';
import type { RunResult } from '../../report/result.ts';
import { reportText } from '../../report/text.ts';
import { type Setting, settingText } from '../../topology/settings.ts';
import type { Topology } from '../../topology/topology.ts';
import { progressViewFor } from '../progress/view.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { announceRun, INTERRUPTED } from './beginning.ts';
import { type Choice, runtimeChoiceText } from './choose-runtime.ts';
import { exitCodeOfResult } from './exit-code.ts';
import { closeOutDirectory, openOutDirectory } from './out-directory.ts';
import type { ChosenRuntime, Services } from './services.ts';
import { writeReportsOrSay } from './write-reports.ts';

export interface UpFlags {
  runtime?: ChosenRuntime;
  port?: number;
  play?: boolean;
  seed?: number;
  set?: readonly Setting[];
  out?: string;
}

export interface ToHold {
  topology: Topology;
  file: string;
  choice: Choice;
  flags: UpFlags;
  terminal: Terminal;
  services: Services;
}

/** Holds it, reports, and returns the exit code. */
export async function holdMeshForPeople(one: ToHold): Promise<number> {
  const { topology, file, choice, flags, terminal, services } = one;
  const out = await openOutDirectory(flags.out);
  const view = progressViewFor(terminal.err, false);
  using _ = terminal.hold();
  const interrupt = () => terminal.err.write(`${INTERRUPTED}\n`);
  terminal.interrupted.addEventListener('abort', interrupt, { once: true });
  let isUp = false;
  try {
    announceRun(view, firstLine(one), choice, topology);
    const {
      result: ended,
      how,
      scenario,
    } = await services.hold(topology, {
      runtime: await services.runtime(choice.name),
      file,
      out: out.path,
      port: flags.port ?? 0,
      play: flags.play ?? false,
      signal: terminal.interrupted,
      progress: view,
      talk: talkOf(terminal),
      address: (url) => view.note(`  live page: ${terminal.err.paint('cyan', url)}`),
      up: () => {
        isUp = true;
        view.end();
        terminal.err.write(`${upLine(topology, flags)}\n`);
      },
    });
    const result = { ...ended, ...whatItWas(one, scenario), out: out.path };
    await writeReportsOrSay(services, terminal, result, out.path, view);
    terminal.out.write(
      reportText(result, { paint: terminal.out.paint, program: terminal.program, ...terminal.out.size }),
    );
    terminal.err.write(`report: ${toPrintableLine(join(out.path, 'report.html'))}\n`);
    return exitCodeOf(how, result);
  } finally {
    terminal.interrupted.removeEventListener('abort', interrupt);
    view.end();
    // Of a mesh that never was, nothing is worth keeping.
    await closeOutDirectory(out, isUp);
  }
}

/** Where something was done, the file that does it again is what was run. */
function whatItWas({ file, flags }: ToHold, scenario: string | null): Pick<RunResult, 'file' | 'set'> {
  if (scenario !== null) return { file: scenario };
  const set = flags.set?.map(settingText);
  return { file, ...(set === undefined ? {} : { set }) };
}

/** `quit` is not an interruption: it is how a session ends. */
function exitCodeOf(how: HeldMesh['how'], result: HeldMesh['result']): number {
  if (how !== 'quit') return exitCodeOfResult(result);
  return result.verdict === 'failed' ? EXIT.failed : EXIT.passed;
}

function talkOf({ input, out }: Terminal): PromptIo {
  const { write, paint, size, live } = out;
  return { input, write, paint, screen: input.isTTY === true ? live : null, ...size };
}

/** `ring: 10 nodes, 10 links; seed 42; on docker (Docker 20.10)`. */
function firstLine({ topology, choice }: ToHold): string {
  const { name, nodes, links, seed } = topology;
  return `${toPrintableLine(name)}: ${plural(nodes.length, 'node')}, ${plural(links.length, 'link')}; seed ${seed}; on ${runtimeChoiceText(choice)}`;
}

function upLine({ nodes, steps }: Topology, { play }: UpFlags): string {
  const held = `${plural(nodes.length, 'node')} up. Type help, or quit; Ctrl-C ends it, too.`;
  if (steps.length === 0) return held;
  const own = plural(steps.length, 'step');
  return play
    ? `${held} --play: doing the file's ${own}.`
    : `${held} Not done: the file's ${own}; --play does that.`;
}
