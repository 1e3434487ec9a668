/**
 * `meshbed adapt FILE [PROGRAM]`: what does a file's description make of a program that knows nothing of meshbed?
 */

import { Argument, Command, Option } from 'commander';
import { chosenProgram } from '../../adapt/alone.ts';
import { adaptJson, adaptNewsText, adaptText } from '../../adapt/report.ts';
import { isCovered } from '../../adapt/trial/types.ts';
import { EXIT } from '../../common/errors.ts';
import type { Setting } from '../../topology/settings.ts';
import { parseNodeCount, seedOption, settingOption } from '../actions/arguments.ts';
import { chooseRuntime } from '../actions/choose-runtime.ts';
import { loadAll } from '../actions/load-all.ts';
import type { Services } from '../actions/services.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { MakeCommand } from './command.ts';

interface AdaptFlags {
  runtime?: 'docker' | 'process';
  nodes?: number;
  seed?: number;
  set?: readonly Setting[];
  json?: boolean;
}

const HELP = `
The program is started as nodes of the file that run it, alone and on plain links. Each line that it writes is shown, with what the
description makes of it; \`ready\`, \`inject\` and \`stop\` are tried, one of several nodes is killed, and started again where \`peer-down\`
is described, and at the end stands what is not covered. docs/programs.md teaches how to write a description.

Exit codes: 0 all that is described works, and every event was seen; 1 something does not; 2 bad input, 3 no engine,
130 interrupted.

Examples:
  $ meshbed adapt examples/programs/shout.yaml
  $ meshbed adapt mesh.yaml agent --runtime docker --nodes 3`;

export const adapt: MakeCommand = ({ terminal, services, finish }) =>
  new Command('adapt')
    .summary('try the description of a program that knows nothing of meshbed')
    .description(
      "Run one of a topology's `programs` alone, and show what its description makes of its lines.",
    )
    .addArgument(new Argument('<file>', 'a topology file'))
    .addArgument(new Argument('[program]', 'which of its programs; needless where it has one'))
    .addOption(
      new Option(
        '--runtime <name>',
        'where it runs; docker for a program with an image, where an engine answers, else process',
      ).choices(['docker', 'process']),
    )
    .option(
      '--nodes <n>',
      'how many of the nodes that run it; by default two, where there are two',
      parseNodeCount,
    )
    .option('--seed <n>', 'the seed, in place of the one in the file', seedOption)
    .option('--set <path=value>', 'a value in place of the one in the file; may be repeated', settingOption)
    .option('--json', 'print the result as one line of JSON, and nothing else, on stdout')
    .addHelpText('after', HELP)
    .action(async (file: string, program: string | undefined, flags: AdaptFlags) =>
      finish(await tryDescription(file, program, flags, terminal, services)),
    );

async function tryDescription(
  file: string,
  named: string | undefined,
  { runtime, nodes, seed, set, json }: AdaptFlags,
  terminal: Terminal,
  services: Services,
): Promise<number> {
  const topology = (await loadAll([file], services, seed, set))[0]!;
  const program = chosenProgram(topology, named);
  const usual = topology.programs?.[program]?.image === undefined ? 'process' : undefined;
  const { name } = await chooseRuntime(runtime ?? usual, services, terminal.program);
  using _ = terminal.hold();
  const { out, interrupted } = terminal;
  try {
    const result = await services.adapt(name, {
      topology,
      program,
      ...(nodes === undefined ? {} : { nodes }),
      signal: interrupted,
      told: (news) => {
        if (!json) out.write(adaptNewsText(news, lookOf(terminal)));
      },
    });
    out.write(json ? `${JSON.stringify(adaptJson(result))}\n` : adaptText(result, lookOf(terminal)));
    return isCovered(result) ? EXIT.passed : EXIT.failed;
  } catch (error) {
    if (interrupted.aborted) return EXIT.interrupted;
    throw error;
  }
}

function lookOf({ out: { paint, size } }: Terminal) {
  return { paint, ...size };
}
