/**
 * Where a scenario's steps come from: the topology's file, or the holder of a running mesh (`../mesh/`). Either way a
 * step is a `Step` with a moment, and one mechanism (`RunningScenario.act`) journals it and carries it out.
 */

import { deadlineMs } from '../plan/deadline.ts';
import type { Plan } from '../plan/types.ts';
import type { Surroundings } from '../runtime/port/port.ts';
import type { Step, Topology } from '../topology/topology.ts';
import type { StepContext } from './steps/step-context.ts';

/** A scenario whose time has begun, as its script sees it. */
export interface RunningScenario extends StepContext {
  surroundings: Surroundings;
  /** Milliseconds since the scenario's start. */
  now(): number;
  /**
   * Begins a step now; resolves when its effect is confirmed. A step that cannot be carried out ends the run; then, and
   * when the run has ended for another reason, it rejects with `Over`.
   */
  act(step: Step): Promise<void>;
}

export interface StepSource {
  /** What it asks of the plan. */
  planned(plan: Plan): Plan;
  /** Resolves when no step comes any more and all have been carried out. */
  play(playing: RunningScenario): Promise<void>;
  /** When the run is given up: milliseconds after its start; null while it may go on for as long as it likes. */
  deadlineMs(): number | null;
}

/** The steps of a file: each begins at its time, however long those before it take; on one node they take turns. */
export function stepsOfFile(topology: Topology): StepSource {
  return {
    planned: (plan) => plan,
    async play({ act, sleepUntil }) {
      const running: Promise<void>[] = [];
      for (const step of topology.steps) {
        await sleepUntil(step.atMs);
        const acting = act(step);
        // Where the run ends while it sleeps for the next step, nobody waits for those before any more.
        acting.catch(() => {});
        running.push(acting);
      }
      await Promise.all(running);
    },
    deadlineMs: () => deadlineMs(topology),
  };
}
