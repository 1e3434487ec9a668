/**
 * `meshbed check FILE…`: says what is wrong with a topology, or what running it would do. Starts nothing.
 */

import { Argument, Command } from 'commander';
import { EXIT } from '../../common/errors.ts';
import type { CaptureScope } from '../../plan/types.ts';
import { toPrintableLine } from '../../report/printable.ts';
import { type Setting, settingText } from '../../topology/settings.ts';
import { captureOption, seedOption, settingOption } from '../actions/arguments.ts';
import { loadAllCells, type Runnable } from '../actions/load-cells.ts';
import type { MakeCommand } from './command.ts';

interface CheckFlags {
  seed?: number;
  set?: readonly Setting[];
  quiet?: boolean;
}

const MOST_CELLS = 30;

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
    .option('--seed <n>', 'the seed, in place of the one in the file', seedOption)
    .option('--set <path=value>', 'a value in place of the one in the file; may be repeated', settingOption)
    .addOption(captureOption('plan for a run with --capture'))
    .option('--quiet', 'print nothing but problems')
    .addHelpText('after', HELP)
    .action(async (files: string[], flags: CheckFlags) => {
      const runnables = await loadAllCells(files, services, flags.seed, flags.set);
      for (const [i, { cell, cells, load }] of flags.quiet ? [] : runnables.entries()) {
        if (cell !== null && cell > 1) continue;
        if (cell === 1) terminal.out.write(cellsText(runnables.slice(i, i + cells)));
        const text = await services.describe(services.plan(await load(), flags.capture));
        terminal.out.write(`${text.trimEnd()}\n`);
      }
      finish(EXIT.passed);
    });

/** Which cells a file has; the plan of the first follows. */
function cellsText(cells: readonly Runnable[]): string {
  const shown = cells.slice(0, cells.length > MOST_CELLS + 1 ? MOST_CELLS : cells.length);
  const lines = shown.map(
    ({ set }) => `  ${toPrintableLine(set.map((one) => `--set ${settingText(one)}`).join(' '))}`,
  );
  if (shown.length < cells.length) lines.push(`  and ${cells.length - shown.length} more`);
  const head = `${toPrintableLine(cells[0]?.file ?? '')}: a matrix of ${cells.length} cells, each a run of its own`;
  return `${[head, ...lines].join('\n')}\nthe first of them:\n`;
}
