/**
 * `meshbed conform`: does a program keep the node contract?
 */

import { Argument, Command } from 'commander';
import { EXIT, MeshbedError } from '../../common/errors.ts';
import { conforms } from '../../conform/conform.ts';
import { conformJson, judgedText, summaryText } from '../../conform/report.ts';
import { parsePeerOption } from '../actions/arguments.ts';
import type { Services } from '../actions/services.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { MakeCommand } from './command.ts';

interface ConformFlags {
  image?: string;
  option: Record<string, unknown>;
  json?: boolean;
}

const HELP = `
The program is started three times, as containers of the image or as processes of this machine, and taken
through the node contract: docs/node-contract.md has a word on each requirement, under its name.

Exit codes: 0 all met, 1 something is not met, 2 bad input, 3 no engine, 130 interrupted.

Examples:
  $ meshbed conform -- python3 peer.py
  $ meshbed conform --image my-peer:dev
  $ meshbed conform --option keepalive=300ms --json -- ./peer --verbose`;

export const conform: MakeCommand = ({ terminal, services, finish }) =>
  new Command('conform')
    .summary('try a program of your own against the node contract')
    .description('Start a program, walk the node contract with it, and say which requirements it meets.')
    .addArgument(new Argument('[command...]', 'program and arguments, after --'))
    .option('--image <name>', "a container image; with a command, that one instead of the image's own")
    .option(
      '--option <name=value>',
      'an option of the peer, as under `peer:`; may be repeated',
      parsePeerOption,
      {},
    )
    .option('--json', 'print the result as one line of JSON, and nothing else, on stdout')
    .addHelpText('after', HELP)
    .action(async (command: string[], flags: ConformFlags) =>
      finish(await tryProgram(command, flags, terminal, services)),
    );

async function tryProgram(
  command: readonly string[],
  { image, option, json }: ConformFlags,
  terminal: Terminal,
  services: Services,
): Promise<number> {
  if (image === undefined && command.length === 0) throw noProgram();
  using _ = terminal.hold();
  const { out, interrupted } = terminal;
  try {
    const result = await services.conform(image === undefined ? 'process' : 'docker', {
      ...(image === undefined ? {} : { image }),
      ...(command.length === 0 ? {} : { command }),
      peer: option,
      signal: interrupted,
      told: (judged) => {
        if (!json) out.write(judgedText(judged, out.paint));
      },
    });
    out.write(json ? `${JSON.stringify(conformJson(result))}\n` : summaryText(result, out.paint));
    return conforms(result) ? EXIT.passed : EXIT.failed;
  } catch (error) {
    if (interrupted.aborted) return EXIT.interrupted;
    throw error;
  }
}

function noProgram(): MeshbedError {
  return new MeshbedError(
    'NO_PROGRAM',
    'There is no program to try.',
    'Name an image, or a command after --: meshbed conform -- python3 peer.py',
    EXIT.badInput,
  );
}
