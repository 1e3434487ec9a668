/**
 * What a step has to work with.
 */

import type { Journal } from '../journal/journal.ts';
import type { FaultName } from '../journal/record.ts';
import type { Plan } from '../plan/types.ts';
import type { Runtime } from '../runtime/port.ts';
import type { Action, Step } from '../topology/types.ts';
import type { Actor, Meant } from './actor.ts';
import type { Cast } from './cast.ts';
import type { Links } from './links.ts';

export interface Stage {
  plan: Plan;
  runtime: Runtime;
  journal: Journal;
  cast: Cast;
  links: Links;
  /** Sleeps until that moment of the scenario; rejects with the signal's reason when the run is interrupted. */
  sleepUntil(atMs: number): Promise<void>;
}

export type StepOf<V extends Action['verb']> = Step & Extract<Action, { verb: V }>;

/** Carries out one step; resolves when its effect is confirmed. */
export type Perform<V extends Action['verb']> = (step: StepOf<V>, stage: Stage) => Promise<void>;

/** Journals the two moments of a fault around the deed that causes it. */
export async function asFault(
  stage: Stage,
  actor: Actor,
  fault: FaultName,
  deed: () => Promise<void>,
): Promise<void> {
  const { clock } = stage.runtime;
  const { node } = actor;
  stage.journal.add({ type: 'fault', phase: 'sent', at: clock.now(), node, fault });
  await deed();
  stage.journal.add({ type: 'fault', phase: 'confirmed', at: clock.now(), node, fault });
}

/** The step's nodes, each in its turn, all at once. `meant`: what the step makes of them, from now on. */
export async function onEach(
  stage: Stage,
  nodes: readonly string[],
  act: (actor: Actor) => Promise<void>,
  meant?: Meant,
): Promise<void> {
  await Promise.all(
    nodes.map((node) => {
      const actor = stage.cast.actor(node);
      if (meant !== undefined) actor.meant = meant;
      return actor.inTurn(() => act(actor));
    }),
  );
}
