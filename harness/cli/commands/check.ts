/**
 * `meshbed check FILE…`: says what is wrong with a topology, or what running it would do. Starts nothing.
 */

import { Argument, Command } from 'commander';
import { EXIT } from '../../common/errors.ts';
import type { CaptureScope } from '../../plan/types.ts';
import type { Setting } from '../../topology/settings.ts';
import { captureOption, seedOf, settingOf } from '../actions/arguments.ts';
import { loadAll } from '../actions/load-all.ts';
import type { MakeCommand } from './command.ts';

interface CheckFlags {
  seed?: number;
  set?: readonly Setting[];
  quiet?: boolean;
}

const HELP = `
Exit codes: 0 every file can be run, 2 bad input.

Examples:
  $ meshbed check examples/ring.yaml
  $ meshbed check mesh.yaml --seed 7`;

interface CheckFlags {
  seed?: number;
  capture?: CaptureScope;
  quiet?: boolean;
}

export const check: MakeCommand = ({ terminal, services, finish }) =>
  new Command('check')
    .summary('check topologies and print their plan; start nothing')
    .description('Check each topology and print what running it would do. Nothing is started.')
    .addArgument(new Argument('<file...>', 'topology files'))
    .option('--seed <n>', 'the seed, in place of the one in the file', seedOf)
    .option('--set <path=value>', 'a value in place of the one in the file; may be repeated', settingOf)
    .addOption(captureOption('plan for a run with --capture'))
    .option('--quiet', 'print nothing but problems')
    .addHelpText('after', HELP)
    .action(async (files: string[], flags: CheckFlags) => {
      const topologies = await loadAll(files, services, flags.seed, flags.set);
      for (const topology of flags.quiet ? [] : topologies) {
        const text = await services.describe(services.plan(topology, flags.capture));
        terminal.out.write(`${text.trimEnd()}\n`);
      }
      finish(EXIT.passed);
    });
