/**
 * The same topology many times, each time with the next seed: a line for each run, then how many passed and, for each
 * that did not, the line that runs it again.
 */

import { EXIT } from '../../common/errors.ts';
import { joinAsList, plural } from '../../common/wording.ts';
import { againCommand } from '../../report/headline.ts';
import { toPrintableLine } from '../../report/printable.ts';
import type { RunResult } from '../../report/result.ts';
import { reportError } from './complaint.ts';
import { exitCodeOfResult } from './exit-code.ts';
import { outDirectoryOfSeed } from './out-directory.ts';
import { type OneRun, runOne } from './run-one.ts';

const SEEDS = 2 ** 32;

/** What one run came to: a result, or that it could not be run. */
interface Attempt {
  seed: number;
  exitCode: number;
  result: RunResult | null;
}

/** Runs with the topology's seed and those that follow it; returns all exit codes. Ends early on Ctrl-C. */
export async function runRepeatedly(first: OneRun, times: number): Promise<number[]> {
  const { terminal, topology } = first;
  const attempts: Attempt[] = [];
  for (let i = 0; i < times && !terminal.interrupted.aborted; i++) {
    const attempt = await attemptWith(first, (topology.seed + i) % SEEDS);
    attempts.push(attempt);
    if (attempt.exitCode === EXIT.noEngine) break;
  }
  const screen = first.flags.json ? terminal.err : terminal.out;
  screen.write(summary(attempts, times, first));
  const codes = attempts.map(({ exitCode }) => exitCode);
  return attempts.length < times && terminal.interrupted.aborted ? [...codes, EXIT.interrupted] : codes;
}

async function attemptWith(first: OneRun, seed: number): Promise<Attempt> {
  const { file, set, services, terminal } = first;
  let result: RunResult | null = null;
  const repeated = (made: RunResult) => {
    result = made;
  };
  try {
    const topology = seed === first.topology.seed ? first.topology : await services.load(file, seed, set);
    const exitCode = await runOne({ ...first, topology, out: outDirectoryOfSeed(first.out, seed), repeated });
    return { seed, exitCode, result };
  } catch (error) {
    terminal.err.write(`seed ${seed}: `);
    return { seed, exitCode: reportError(terminal.err, error), result };
  }
}

/** `ring: 18 of 20 runs passed, 2 failed`, and how to see those that did not pass. */
function summary(attempts: readonly Attempt[], times: number, { topology, terminal }: OneRun): string {
  const kinds = new Map<string, number>();
  for (const attempt of attempts) kinds.set(kindOf(attempt), (kinds.get(kindOf(attempt)) ?? 0) + 1);
  const passed = kinds.get('passed') ?? 0;
  kinds.delete('passed');
  const others = [...kinds].map(([kind, n]) => `${n} ${kind}`);
  const undone = attempts.length < times ? [`${times - attempts.length} not begun`] : [];
  const of = `${passed} of ${plural(times, 'run')} passed`;
  const lines = [`${toPrintableLine(topology.name)}: ${joinAsList([of, ...others, ...undone])}`];
  for (const attempt of attempts) {
    if (attempt.result === null || kindOf(attempt) === 'passed') continue;
    const again = terminal.out.paint('cyan', againCommand(attempt.result, terminal.program));
    lines.push(`  ${kindOf(attempt).padEnd(12)}  ${again}`);
  }
  return `${lines.join('\n')}\n`;
}

function kindOf({ result, exitCode }: Attempt): string {
  if (result === null) return 'not run';
  return exitCodeOfResult(result) === EXIT.interrupted || exitCode === EXIT.interrupted
    ? 'interrupted'
    : result.verdict;
}
