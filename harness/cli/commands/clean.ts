/**
 * `meshbed clean`: removes what earlier runs left behind and no living run owns.
 */

import { Command } from 'commander';
import { EXIT } from '../../common/errors.ts';
import { toPrintableLine } from '../../report/printable.ts';
import type { MakeCommand } from './command.ts';

const HELP = `
Runs clean up after themselves, even when they are killed. What is left after a power failure, or on an
engine that went away in mid-run, this removes; and images of the bundled peer that were built from other
source than this one, where no container uses them; and temporary folders of runs that were killed, or have
ended before the last ten that kept their evidence. Runs that are going on are left alone.

Exit codes: 0 done, 3 the engine would not remove something.

Example:
  $ meshbed clean`;

export const clean: MakeCommand = ({ terminal, services, finish }) =>
  new Command('clean')
    .summary('remove what no living run owns')
    .description(
      'Remove processes, containers, networks, old images and temporary folders of ours that no living run owns.',
    )
    .addHelpText('after', HELP)
    .action(async () => {
      const { removed, left, refused } = await services.clean();
      for (const thing of removed) terminal.out.write(`removed ${toPrintableLine(thing)}\n`);
      for (const thing of left) terminal.out.write(`left ${toPrintableLine(thing)}\n`);
      for (const thing of refused) terminal.err.write(`the engine keeps ${toPrintableLine(thing)}\n`);
      if (removed.length + left.length + refused.length === 0) terminal.out.write('nothing to remove\n');
      finish(refused.length > 0 ? EXIT.noEngine : EXIT.passed);
    });
