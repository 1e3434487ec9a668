/**
 * What a step has to work with.
 */

import type { FaultName } from '../../journal/record.ts';
import type { Plan } from '../../plan/types.ts';
import type { Journal } from '../../recording/journal.ts';
import type { Runtime } from '../../runtime/port/port.ts';
import type { Action, Step } from '../../topology/topology.ts';
import type { LinkControl } from '../nodes/link-control.ts';
import type { IntendedState, NodeHandle } from '../nodes/node-handle.ts';
import type { NodeSupervisor } from '../nodes/node-supervisor.ts';

export interface StepContext {
  plan: Plan;
  runtime: Runtime;
  journal: Journal;
  supervisor: NodeSupervisor;
  links: LinkControl;
  /** Sleeps until that moment of the scenario; rejects with the signal's reason when the run is interrupted. */
  sleepUntil(atMs: number): Promise<void>;
}

export type StepOf<V extends Action['verb']> = Step & Extract<Action, { verb: V }>;

/** Carries out one step; resolves when its effect is confirmed. */
export type Perform<V extends Action['verb']> = (step: StepOf<V>, context: StepContext) => Promise<void>;

/** Journals the two moments of a fault around the deed that causes it. */
export async function journaledAsFault(
  context: StepContext,
  handle: NodeHandle,
  fault: FaultName,
  deed: () => Promise<void>,
): Promise<void> {
  const { clock } = context.runtime;
  const { node } = handle;
  context.journal.add({ type: 'fault', phase: 'sent', at: clock.now(), node, fault });
  await deed();
  context.journal.add({ type: 'fault', phase: 'confirmed', at: clock.now(), node, fault });
}

/** The step's nodes, each in its turn, all at once. `meant`: what the step makes of them, from now on. */
export async function performOnEachNode(
  context: StepContext,
  nodes: readonly string[],
  act: (handle: NodeHandle) => Promise<void>,
  meant?: IntendedState,
): Promise<void> {
  await Promise.all(
    nodes.map((node) => {
      const handle = context.supervisor.handle(node);
      if (meant !== undefined) handle.meant = meant;
      return handle.inTurn(() => act(handle));
    }),
  );
}
