/**
 * Errors as people read them: what happened, and the cure.
 */

import { MeshbedError, TopologyError } from '../../common/errors.ts';
import { plural } from '../../common/wording.ts';
import { toPrintableLine } from '../../report/printable.ts';
import type { Screen } from '../terminal/terminal.ts';
import { EXIT_BUG } from './exit-code.ts';

/** Says what went wrong and returns the exit code for it. */
export function reportError(screen: Screen, error: unknown): number {
  if (error instanceof TopologyError) return complainOfTopology(screen, error);
  if (error instanceof MeshbedError) return complainOf(screen, error);
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  screen.write(`${screen.paint('red', 'meshbed itself went wrong')}; please report this:\n${stack}\n`);
  return EXIT_BUG;
}

function complainOf(screen: Screen, error: MeshbedError): number {
  const text = error.message.split('\n').map(toPrintableLine).join('\n       ');
  screen.write(`${screen.paint('red', 'error')}: ${text}\n`);
  if (error.fix !== '') screen.write(`  ${screen.paint('cyan', 'fix')}: ${toPrintableLine(error.fix)}\n`);
  return error.exitCode;
}

/** All mistakes at once, each as `file:line:column`, which editors and terminals make a link of. */
function complainOfTopology(screen: Screen, error: TopologyError): number {
  for (const problem of error.problems) {
    const place = `${toPrintableLine(problem.file)}:${problem.line}:${problem.column}`;
    screen.write(`${screen.paint('bold', place)} ${toPrintableLine(problem.text)}\n`);
    if (problem.fix !== '')
      screen.write(`    ${screen.paint('cyan', 'fix')}: ${toPrintableLine(problem.fix)}\n`);
  }
  screen.write(`${screen.paint('red', plural(error.problems.length, 'problem'))}; nothing was started\n`);
  return error.exitCode;
}
