/**
 * `meshbed sweep FILE`: the same topology with other values, many times, as a table.
 */

import { Argument, Command, Option } from 'commander';
import { type Axis, parseAxis } from '../../topology/axes.ts';
import { runsOption, seedOption, settingOption } from '../actions/arguments.ts';
import { type SweepFlags, sweepFile } from '../actions/sweep-file.ts';
import type { MakeCommand } from './command.ts';

const HELP = `
Values are a list (0%,5%,10%) or a range (10..100+10, 10..1000x10). Paths lead into the file as it is
written: links.loss, nodes.count, peer.keepalive, expect.delivery.within, steps.0.inject.count (from 0).
Several --vary make every combination of their values, with those of the file's matrix. docs/sweep.md has more.

Exit codes: 0 the sweep was carried out, whatever the verdicts; 2 bad input, 3 no engine,
130 interrupted (and what was there was printed).

Examples:
  $ meshbed sweep mesh.yaml --vary links.loss=0%,5%,10%,20%,30% --seeds 20
  $ meshbed sweep mesh.yaml --vary nodes.count=10..1000x10 --csv sizes.csv`;

export const sweep: MakeCommand = ({ terminal, services, finish }) =>
  new Command('sweep')
    .summary('run a topology with other values, and compare')
    .description(
      'Run a topology with every combination of values and several seeds each, and print delivery, latency, copies and detection time side by side.',
    )
    .addArgument(new Argument('<file>', 'a topology file'))
    .option(
      '--vary <path=values>',
      "what to vary, beside the file's matrix; may be repeated",
      (text: string, before: Axis[] = []) => [...before, parseAxis(text)],
    )
    .option('--seeds <n>', 'how many seeds each combination is run with', runsOption, 5)
    .option('--seed <n>', 'the first seed, in place of the one in the file', seedOption)
    .option('--set <path=value>', 'a value that holds for all; may be repeated', settingOption)
    .addOption(
      new Option('--runtime <name>', 'where the nodes run')
        .choices(['docker', 'process', 'sim'])
        .default('sim'),
    )
    .option('--jobs <n>', 'how many simulations at once; by default one a processor', runsOption)
    .option('--csv <file>', 'write the table there, too')
    .option('--json', 'print all runs as one line of JSON, and nothing else, on stdout')
    .option('--quiet', 'no progress, only the table')
    .addHelpText('after', HELP)
    .action(async (file: string, flags: SweepFlags) =>
      finish(await sweepFile(file, flags, terminal, services)),
    );
