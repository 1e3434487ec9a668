/**
 * `meshbed up FILE`: a mesh to watch and to poke, until somebody ends it.
 */

import { Argument, Command, Option } from 'commander';
import { EXIT, MeshbedError } from '../../common/errors.ts';
import { portOption, seedOption, settingOption } from '../actions/arguments.ts';
import { chooseRuntime } from '../actions/choose-runtime.ts';
import { holdMeshForPeople, type UpFlags } from '../actions/hold-up.ts';
import { loadAll } from '../actions/load-all.ts';
import type { MakeCommand } from './command.ts';

const HELP = `
The mesh is held until Ctrl-C, or \`quit\` at the prompt. The file's own steps are not done, unless --play is given.
What can be typed, or piped in line by line, \`help\` says there; docs/live.md has more.

Exit codes: 0 ended by quit, or passed at finish; 1 failed by then; 2 bad input, 3 no engine, 4 inconclusive at finish,
130 interrupted.

Examples:
  $ meshbed up examples/ring.yaml
  $ meshbed up mesh.yaml --runtime process --port 8080 --out session
  $ meshbed up mesh.yaml --play`;

export const up: MakeCommand = ({ terminal, services, finish }) =>
  new Command('up')
    .summary('hold a mesh, to watch and poke on a live page')
    .description('Start a mesh and hold it, with a live page on this machine and a prompt to act on it.')
    .addArgument(new Argument('<file>', 'a topology file'))
    .addOption(
      new Option(
        '--runtime <name>',
        'where the nodes run; docker where an engine answers, else process',
      ).choices(['docker', 'process', 'sim']),
    )
    .option('--port <n>', 'of the live page on 127.0.0.1; by default one that is free', portOption)
    .option('--play', "do the file's steps, each at its time")
    .option('--seed <n>', 'the seed, in place of the one in the file', seedOption)
    .option('--set <path=value>', 'a value in place of the one in the file; may be repeated', settingOption)
    .option('--out <dir>', 'keep journal, reports and logs there; without it in a temporary directory')
    .addHelpText('after', HELP)
    .action(async (file: string, flags: UpFlags) => {
      if (flags.runtime === 'sim') throw simHasNoNow();
      const [topology] = await loadAll([file], services, flags.seed, flags.set);
      if (topology === undefined) return;
      const choice = await chooseRuntime(flags.runtime, services, terminal.program);
      finish(await holdMeshForPeople({ topology, file, choice, flags, terminal, services }));
    });

function simHasNoNow(): MeshbedError {
  return new MeshbedError(
    'UP_NEEDS_NODES',
    '--runtime sim: a simulation is over before anybody could look: its time passes only while all wait.',
    'Use process or docker; or simulate it with `meshbed run --runtime sim --out DIR`, and look at report.html.',
    EXIT.badInput,
  );
}
