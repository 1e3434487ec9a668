/**
 * Where a plan cannot run, and exactly why not: what the runtimes themselves refuse, said before anything is started.
 */

import type { Plan } from '../plan/types.ts';
import { whyNotOnEngine } from './docker/fits.ts';
import { type Machine, thisMachine, whyNotAsProcesses } from './process/fits.ts';

/** Processes share the machine's network, which none of them can leave. */
function whyNoStepLeaves({ topology: { steps } }: Plan): string | null {
  const leaves = steps.some(({ verb }) => verb === 'disconnect' || verb === 'reconnect');
  return leaves ? 'the steps disconnect nodes, and there is no network that a process could leave' : null;
}

/** A line for each runtime on which it does not fit; none where it fits on all. */
export function misfits(plan: Plan, machine: Machine = thisMachine()): string[] {
  const docker = whyNotOnEngine(plan);
  const processes = whyNotAsProcesses(plan, machine) ?? whyNoStepLeaves(plan);
  return [
    ...(docker === null ? [] : [`on docker: ${docker}`]),
    ...(processes === null ? [] : [`on process: ${processes}`]),
  ];
}
