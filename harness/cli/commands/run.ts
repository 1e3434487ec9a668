/**
 * `meshbed run FILE…`: every file is loaded before any of them is run, so that a mistake in the last one costs
 * nothing but a second.
 */

import { Argument, Command, Option } from 'commander';
import { EXIT, MeshbedError } from '../../errors.ts';
import type { CaptureScope } from '../../plan/types.ts';
import type { Topology } from '../../topology/types.ts';
import { type Choice, chooseRuntime } from '../choose-runtime.ts';
import { complain } from '../complaint.ts';
import { worstExit } from '../exit-code.ts';
import { loadAll } from '../load-all.ts';
import { outPaths } from '../out-directory.ts';
import { runOne } from '../run-one.ts';
import type { ChosenRuntime, Services } from '../services.ts';
import type { Terminal } from '../terminal.ts';
import { captureOption, seedOf } from './arguments.ts';
import type { MakeCommand } from './index.ts';

export interface RunFlags {
  runtime?: ChosenRuntime;
  seed?: number;
  out?: string;
  json?: boolean;
  quiet?: boolean;
  keep?: boolean;
  capture?: CaptureScope;
}

export const run: MakeCommand = ({ terminal, services, finish }) =>
  new Command('run')
    .summary('run topologies and judge them')
    .description('Run each topology, one after another, and say what got through, what did not, and why.')
    .addArgument(new Argument('<file...>', 'topology files'))
    .addOption(
      new Option(
        '--runtime <name>',
        'where the nodes run; docker where an engine answers, else process',
      ).choices(['docker', 'process']),
    )
    .option('--seed <n>', 'the seed, in place of the one in the file', seedOf)
    .option('--out <dir>', 'keep journal, result and logs there; without it only of runs that did not pass')
    .addOption(
      captureOption(
        'write capture.pcapng, for Wireshark, of the links that go through relays; "all": of all links, which then all do',
      ),
    )
    .option('--json', 'print the result as one line of JSON for each file, and nothing else, on stdout')
    .option('--quiet', 'only the verdict')
    .option('--keep', 'leave the nodes running after the verdict, until Ctrl-C')
    .addHelpText('after', HELP)
    .action(async (files: string[], flags: RunFlags) =>
      finish(await runFiles(files, flags, terminal, services)),
    );

const HELP = `
Exit codes: 0 passed, 1 failed, 2 bad input, 3 no engine, 4 inconclusive, 130 interrupted.
With several files, the first of 130, 3, 2, 1, 4, 0 that occurred.

Examples:
  $ meshbed run examples/ring.yaml
  $ meshbed run examples/*.yaml --quiet
  $ meshbed run mesh.yaml --runtime process --seed 42 --out results
  $ meshbed run mesh.yaml --capture all --out results
  $ meshbed run mesh.yaml --json | jq .figures`;

async function runFiles(
  files: readonly string[],
  flags: RunFlags,
  terminal: Terminal,
  services: Services,
): Promise<number> {
  if (flags.keep && files.length > 1) throw keepTakesOne();
  const topologies = await loadAll(files, services, flags.seed);
  const choice = await chooseRuntime(flags.runtime, services, terminal.program);
  const outs = outPaths(flags.out, files);
  const codes: number[] = [];
  for (const [i, file] of files.entries()) {
    if (terminal.interrupted.aborted) break;
    if (i > 0 && !flags.quiet) terminal.err.write('\n');
    codes.push(await runGuarded(topologies[i]!, file, outs[i], choice, flags, terminal, services));
    if (codes.at(-1) === EXIT.noEngine) break;
  }
  if (terminal.interrupted.aborted && codes.length < files.length) codes.push(EXIT.interrupted);
  return worstExit(codes);
}

/** One topology that cannot be run does not keep the others from running. */
async function runGuarded(
  topology: Topology,
  file: string,
  out: string | undefined,
  choice: Choice,
  flags: RunFlags,
  terminal: Terminal,
  services: Services,
): Promise<number> {
  try {
    return await runOne({ topology, file, out, choice, flags, terminal, services });
  } catch (error) {
    return complain(terminal.err, error);
  }
}

function keepTakesOne(): MeshbedError {
  return new MeshbedError('KEEP_TAKES_ONE', '--keep with several files', 'Name one file.', EXIT.badInput);
}
