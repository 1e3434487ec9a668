/**
 * Removes processes of runs whose harness is gone. Used by the guardian, for its own run, and by `clean`.
 */

import { waitUntilTrue } from '../port/clock.ts';
import { isProcessAlive, markedProcesses, signalGroup } from './proc.ts';

const REMOVE_MS = 10_000;

/**
 * Kills the groups of `marks` and every process that carries the run's name, also one that left its group,
 * until none is left. A mark whose process has ended hits nothing, whichever process has its number now.
 */
export async function removeProcesses(run: string, marks: Iterable<string>): Promise<void> {
  for (const mark of marks) {
    if (isProcessAlive(mark)) signalGroup(Number.parseInt(mark, 10), 'SIGKILL');
  }
  await waitUntilTrue(() => killMarked(run) === 0, REMOVE_MS);
}

/** Kills the processes of all runs on this machine whose harness no longer lives. Returns those runs. */
export async function removeOrphans(): Promise<string[]> {
  const orphans = markedProcesses().filter(({ owner }) => !isProcessAlive(owner));
  const runs = [...new Set(orphans.map(({ run }) => run))];
  for (const run of runs) await removeProcesses(run, []);
  return runs;
}

function killMarked(run: string): number {
  const found = markedProcesses().filter((process) => process.run === run);
  for (const { pid } of found) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has just ended.
    }
  }
  return found.length;
}
