/**
 * The command line as a whole: commander parses, the commands act, every error ends as a sentence and an exit code.
 */

import { Command, CommanderError } from 'commander';
import { EXIT } from '../common/errors.ts';
import { VERSION } from '../common/version.ts';
import { reportError } from './actions/complaint.ts';
import type { Services } from './actions/services.ts';
import { COMMANDS } from './commands/index.ts';
import type { Terminal } from './terminal/terminal.ts';

const HELP = `
Examples:
  $ meshbed doctor                     what can run here
  $ meshbed run examples/ring.yaml     run a mesh and judge it
  $ meshbed check mesh.yaml            what it would do, without doing it`;

/** Carries out `meshbed ARGUMENTS…` and returns the exit code. Does not throw. */
export async function runProgram(
  args: readonly string[],
  terminal: Terminal,
  services: Services,
): Promise<number> {
  let exitCode: number = EXIT.passed;
  const finish = (code: number) => {
    exitCode = code;
  };
  const program = makeProgram(terminal);
  for (const make of COMMANDS) {
    program.addCommand(make({ terminal, services, finish }).copyInheritedSettings(program));
  }
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    return error instanceof CommanderError ? usageExit(error) : reportError(terminal.err, error);
  }
  return exitCode;
}

function makeProgram(terminal: Terminal): Command {
  return new Command('meshbed')
    .description('A testbed for peer-to-peer UDP protocols: one YAML mesh, run and judged.')
    .version(VERSION, '-V, --version')
    .helpCommand(false)
    .exitOverride()
    .showHelpAfterError('(--help says more)')
    .configureOutput({
      writeOut: (text) => terminal.out.write(text),
      writeErr: (text) => terminal.err.write(text),
      outputError: (text, write) => write(text.replace(/^error/, terminal.err.paint('red', 'error'))),
    })
    .addHelpText('after', HELP);
}

/** Help that was asked for is no error; help shown for lack of a command is, and so is every misuse. */
function usageExit(error: CommanderError): number {
  return error.exitCode === 0 ? EXIT.passed : EXIT.badInput;
}
