/**
 * `meshbed compose FILE`: a Compose file that runs the mesh of a topology without meshbed. Starts nothing.
 */

import { dirname, relative, resolve } from 'node:path';
import { Argument, Command } from 'commander';
import { EXIT } from '../../common/errors.ts';
import { packageRoot } from '../../common/package-root.ts';
import { shellWord } from '../../report/printable.ts';
import { type Setting, settingText } from '../../topology/settings.ts';
import { seedOption, settingOption } from '../actions/arguments.ts';
import { loadAll } from '../actions/load-all.ts';
import { writeOut } from '../terminal/write-out.ts';
import type { MakeCommand } from './command.ts';

const HELP = `
Peers find their neighbours by the names of their services. Conditions, steps and what is expected need a
harness: what is left behind stands in the file's comments.

Exit codes: 0 written, 2 bad input, or a mesh that Compose cannot run.

Examples:
  $ meshbed compose examples/ring.yaml --out ring.compose.yaml`;

interface ComposeFlags {
  out?: string;
  seed?: number;
  set?: readonly Setting[];
}

export const compose: MakeCommand = ({ terminal, services, finish }) =>
  new Command('compose')
    .summary('write a compose.yaml that runs the mesh without meshbed')
    .description(
      'Write a Compose file that runs the mesh of a topology with the bundled peer and without meshbed.',
    )
    .addArgument(new Argument('<file>', 'a topology file'))
    .option('--out <file>', 'write it there')
    .option('--seed <n>', 'the seed, in place of the one in the file', seedOption)
    .option('--set <path=value>', 'a value in place of the one in the file; may be repeated', settingOption)
    .addHelpText('after', HELP)
    .action(async (file: string, { out, seed, set = [] }: ComposeFlags) => {
      const [topology] = await loadAll([file], services, seed, set);
      const { composeText } = await import('../../compose/compose.ts');
      if (topology !== undefined) {
        const asked = set.map((one) => ` --set ${shellWord(settingText(one))}`).join('');
        const again = `${terminal.program} compose ${shellWord(file)}${asked} --seed ${topology.seed}`;
        const from = out === undefined ? '.' : dirname(out);
        const source = relative(resolve(from), packageRoot()) || '.';
        await writeOut(terminal, out, composeText(services.plan(topology), again, shellWord(source)));
      }
      finish(EXIT.passed);
    });
