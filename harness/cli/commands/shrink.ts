/**
 * `meshbed shrink FILE`: a smaller topology and a shorter scenario that fail the same way in the simulation.
 */

import { Argument, Command, Option } from 'commander';
import { WORD_ORDER } from '../../report/words.ts';
import { budgetOption, seedOption, settingOption } from '../actions/arguments.ts';
import { type ShrinkFlags, shrinkFile } from '../actions/shrink-file.ts';
import type { MakeCommand } from './command.ts';

const HELP = `
The same way is: the same checks fail with the same words (delivery: lost), and no others; nodes,
messages and counts do not matter. docs/shrink.md has the whole of it.

Exit codes: 0 the smaller topology was written, 2 bad input, or nothing that fails,
130 interrupted (and the smallest so far was written).

Examples:
  $ meshbed shrink mesh.yaml --seed 7
  $ meshbed shrink mesh.yaml --seed 7 --out small.yaml --budget 2m`;

export const shrink: MakeCommand = ({ terminal, services, finish }) =>
  new Command('shrink')
    .summary('make a failing simulation as small as it can be')
    .description(
      'Find a smaller topology and a shorter scenario that still fail the same way, and write them.',
    )
    .addArgument(new Argument('<file>', 'a topology that fails when it is simulated'))
    .option('--seed <n>', 'the seed, in place of the one in the file', seedOption)
    .option('--set <path=value>', 'a value in place of the one in the file; may be repeated', settingOption)
    .option('--out <file>', 'where to write; by default beside the file, as <name>.shrunk.yaml')
    .option('--budget <limit>', 'stop after so many runs, or so much time', budgetOption, { ms: 600_000 })
    .addOption(
      new Option('--only <word>', 'hold on to this word alone; what else fails may come and go').choices(
        WORD_ORDER,
      ),
    )
    .option('--quiet', 'no progress, only the result')
    .addHelpText('after', HELP)
    .action(async (file: string, flags: ShrinkFlags) =>
      finish(await shrinkFile(file, flags, terminal, services)),
    );
