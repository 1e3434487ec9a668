/**
 * `meshbed run FILE…`: every file is loaded before any of them is run, so that a mistake in the last one costs
 * nothing but a second.
 */

import { Argument, Command, Option } from 'commander';
import { EXIT, MeshbedError } from '../../common/errors.ts';
import type { NotRun } from '../../report/junit.ts';
import type { RunResult } from '../../report/result.ts';
import { captureOption, runsOption, seedOption, settingOption } from '../actions/arguments.ts';
import { chooseRuntime } from '../actions/choose-runtime.ts';
import { checkCollectedOutputs, collectOptions, writeCollectedOutputs } from '../actions/collected.ts';
import { reportError } from '../actions/complaint.ts';
import { worstExit } from '../actions/exit-code.ts';
import { loadAllCells } from '../actions/load-cells.ts';
import { outPaths } from '../actions/out-directory.ts';
import { runRepeatedly } from '../actions/repeat.ts';
import { type OneRun, type RunFlags, runOne } from '../actions/run-one.ts';
import type { Services } from '../actions/services.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { MakeCommand } from './command.ts';

const [junit, summary] = collectOptions();

export const run: MakeCommand = ({ terminal, services, finish }) =>
  new Command('run')
    .summary('run topologies and judge them')
    .description('Run each topology, one after another, and say what got through, what did not, and why.')
    .addArgument(new Argument('<file...>', 'topology files'))
    .addOption(
      new Option(
        '--runtime <name>',
        'where the nodes run; docker where an engine answers, else process; sim: nowhere, simulated on a virtual clock',
      ).choices(['docker', 'process', 'sim']),
    )
    .option('--seed <n>', 'the seed, in place of the one in the file', seedOption)
    .option('--set <path=value>', 'a value in place of the one in the file; may be repeated', settingOption)
    .option('--repeat <n>', 'run n times, with the seed and those that follow it', runsOption)
    .option('--out <dir>', 'keep journal, reports and logs there; without it only of runs that did not pass')
    .addOption(
      captureOption(
        'write capture.pcapng, for Wireshark, of the links that go through relays; "all": of all links, which then all do',
      ),
    )
    .option('--json', 'print the result as one line of JSON for each file, and nothing else, on stdout')
    .option('--quiet', 'only the verdict')
    .option('--keep', 'leave the nodes running after the verdict, until Ctrl-C')
    .addOption(junit)
    .addOption(summary)
    .addHelpText('after', HELP)
    .action(async (files: string[], flags: RunFlags) =>
      finish(await runFiles(files, flags, terminal, services)),
    );

const HELP = `
Exit codes: 0 passed, 1 failed, 2 bad input, 3 no engine, 4 inconclusive, 130 interrupted.
With several files or runs, the first of 130, 3, 2, 1, 4, 0 that occurred.

Examples:
  $ meshbed run examples/ring.yaml
  $ meshbed run examples/*.yaml --quiet
  $ meshbed run mesh.yaml --runtime process --seed 42 --out results
  $ meshbed run topologies/*.yaml --junit junit.xml --summary summary.md
  $ meshbed run mesh.yaml --capture all --out results
  $ meshbed run mesh.yaml --json | jq .figures
  $ meshbed run mesh.yaml --runtime sim --repeat 1000 --quiet`;

async function runFiles(
  files: readonly string[],
  flags: RunFlags,
  terminal: Terminal,
  services: Services,
): Promise<number> {
  if (flags.keep && (files.length > 1 || flags.repeat !== undefined)) throw keepTakesOne();
  if (flags.keep && flags.runtime === 'sim') throw keepNeedsNodes();
  const runnables = await loadAllCells(files, services, flags.seed, flags.set);
  if (flags.keep && runnables.length > 1) throw keepTakesOne();
  await checkCollectedOutputs(flags);
  const choice = await chooseRuntime(flags.runtime, services, terminal.program);
  const results: (RunResult | NotRun)[] = [];
  const outs = outPaths(flags.out, runnables);
  const codes: number[] = [];
  let begun = 0;
  for (const [i, { file, set, load }] of runnables.entries()) {
    if (terminal.interrupted.aborted) break;
    begun++;
    if (i > 0 && !flags.quiet) terminal.err.write('\n');
    const tell = (result: RunResult) => results.push(result);
    const topology = await load();
    const one = { topology, file, set, out: outs[i], choice, flags, terminal, services, tell };
    if (flags.repeat === undefined) codes.push(await runGuarded(one, results));
    else codes.push(...(await runRepeatedly(one, flags.repeat)));
    if (codes.at(-1) === EXIT.noEngine) break;
  }
  if (terminal.interrupted.aborted && begun < runnables.length) codes.push(EXIT.interrupted);
  const left = runnables.slice(begun).map(({ file, cell, name }) => ({
    file,
    name: cell === null ? file : name,
    why: 'not run: an earlier run ended the command',
  }));
  await writeCollectedOutputs(flags, [...results, ...left]);
  return worstExit(codes);
}

/** One topology that cannot be run does not keep the others from running. */
async function runGuarded(one: OneRun, results: (RunResult | NotRun)[]): Promise<number> {
  try {
    return await runOne(one);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    results.push({ file: one.file, name: one.topology.name, why });
    return reportError(one.terminal.err, error);
  }
}

function keepTakesOne(): MeshbedError {
  const text = '--keep with several files or runs';
  return new MeshbedError(
    'KEEP_TAKES_ONE',
    text,
    'Name one file, or with --set one cell of its matrix, to be run once.',
    EXIT.badInput,
  );
}

function keepNeedsNodes(): MeshbedError {
  return new MeshbedError(
    'KEEP_NEEDS_NODES',
    '--keep with --runtime sim: a simulation has no nodes that could go on running.',
    'Leave out --keep; --out DIR keeps the journal, and the same seed gives the same run again.',
    EXIT.badInput,
  );
}
