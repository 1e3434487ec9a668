/**
 * `meshbed doctor`: what can run on this machine, and the one line that mends what cannot.
 */

import { Command } from 'commander';
import { EXIT } from '../../common/errors.ts';
import { toPrintableLine } from '../../report/printable.ts';
import type { Examination } from '../actions/services.ts';
import type { Screen } from '../terminal/terminal.ts';
import type { MakeCommand } from './command.ts';

const HELP = `
Exit codes: 0 everything works, 3 something is missing.

Example:
  $ meshbed doctor`;

export const doctor: MakeCommand = ({ terminal, services, finish }) =>
  new Command('doctor')
    .summary('what can run here, and how to fix what cannot')
    .description(
      'Check what meshbed needs on this machine, and print the one line that fixes what is missing.',
    )
    .addHelpText('after', HELP)
    .action(async () => {
      const found = await services.examine();
      const width = Math.max(...found.map(({ what }) => what.length));
      for (const examination of found) terminal.out.write(examinationText(examination, width, terminal.out));
      finish(found.some(({ state }) => state === 'missing') ? EXIT.noEngine : EXIT.passed);
    });

const MARKS = {
  fine: ['green', 'ok     '],
  absent: ['yellow', 'absent '],
  missing: ['red', 'missing'],
} as const;

function examinationText({ what, state, found, fix }: Examination, width: number, screen: Screen): string {
  const [style, mark] = MARKS[state];
  const line = `${screen.paint(style, mark)}  ${what.padEnd(width)}  ${toPrintableLine(found)}\n`;
  const indent = ' '.repeat(mark.length + width + 4);
  return fix === undefined
    ? line
    : `${line}${indent}${screen.paint('cyan', 'fix')}: ${toPrintableLine(fix)}\n`;
}
