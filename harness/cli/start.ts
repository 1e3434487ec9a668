/**
 * Binds the command line to the real process: its streams, its signals, its exit.
 */

import { reportError } from './actions/complaint.ts';
import { runProgram } from './program.ts';
import { realServices } from './real-services.ts';
import { listenForInterruption } from './terminal/interruption.ts';
import { describeScreen, type Terminal } from './terminal/terminal.ts';

export async function main(): Promise<void> {
  const err = describeScreen(process.stderr, process.env);
  using interruption = listenForInterruption(process, (code) => process.exit(code));
  const terminal: Terminal = {
    out: describeScreen(process.stdout, process.env),
    err,
    input: process.stdin,
    interrupted: interruption.signal,
    hold: interruption.hold,
    program: calledAs(process.env),
  };
  // Node would exit with 1, which means that a peer failed. What still runs, the guardian removes.
  process.on('uncaughtException', (error) => {
    process.exit(reportError(err, error));
  });
  const exitCode = await runProgram(process.argv.slice(2), terminal, realServices);
  // Once the output is written; idle connections to an engine must not keep the shell waiting.
  process.stdout.write('', () => {
    const { errored } = process.stdout;
    const unwritten = errored !== null && (errored as NodeJS.ErrnoException).code !== 'EPIPE';
    process.exit(unwritten ? reportError(err, errored) : exitCode);
  });
}

/** What to type to call this program again. */
function calledAs(env: NodeJS.ProcessEnv): string {
  if (import.meta.filename.endsWith('.ts')) return 'npm run meshbed --';
  return env.npm_lifecycle_event === 'npx' ? 'npx meshbed' : 'meshbed';
}
