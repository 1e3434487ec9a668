/**
 * `meshbed clean`: removes what earlier runs left behind and no living run owns.
 */

import { Command } from 'commander';
import { EXIT } from '../../errors.ts';
import { printable } from '../../report/printable.ts';
import type { MakeCommand } from './index.ts';

const HELP = `
Runs clean up after themselves, even when they are killed. What is left after a power failure, or on an
engine that went away in mid-run, this removes. Runs that are going on are left alone.

Example:
  $ meshbed clean`;

export const clean: MakeCommand = ({ terminal, services, finish }) =>
  new Command('clean')
    .summary('remove what no living run owns')
    .description('Remove containers and networks that no living run owns.')
    .addHelpText('after', HELP)
    .action(async () => {
      const removed = await services.clean();
      for (const thing of removed) terminal.out.write(`removed ${printable(thing)}\n`);
      if (removed.length === 0) terminal.out.write('nothing to remove\n');
      finish(EXIT.passed);
    });
