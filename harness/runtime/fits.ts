/**
 * Where a plan cannot run, and exactly why not: what the runtimes themselves refuse, said before anything is started.
 */

import type { Plan } from '../plan/types.ts';
import { whyNotOnEngine } from './docker/fits.ts';
import {
  limitsOfThisMachine,
  type Machine,
  whyNoStepLeaves,
  whyNotAsProcesses,
  whyNotIpv6,
  whyNotRouted,
  whyNotWithoutContainers,
} from './process/fits.ts';
import { missingPrograms } from './process/missing.ts';

/** A line for each runtime on which it does not fit; none where it fits on all. */
export function whyPlanDoesNotFit(plan: Plan, machine: Machine = limitsOfThisMachine()): string[] {
  const docker = whyNotOnEngine(plan);
  const processes =
    whyNotRouted(plan, machine) ??
    whyNotIpv6(plan, machine) ??
    whyNotAsProcesses(plan, machine) ??
    whyNoStepLeaves(plan) ??
    whyNotWithoutContainers(plan);
  return [
    ...(docker === null ? [] : [`run on docker: ${docker}`]),
    ...[...(processes === null ? [] : [processes]), ...missingPrograms(plan.topology)].map(
      (why) => `run on process: ${why}`,
    ),
  ];
}
