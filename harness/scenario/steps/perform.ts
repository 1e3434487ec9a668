import type { Action, Step } from '../../topology/topology.ts';
import * as steps from './index.ts';
import type { Perform, StepContext } from './step-context.ts';

/** The compiler asks for each verb, but for those that become steps of others. */
const STEPS: { readonly [V in Action['verb']]: Perform<V> } = steps;

/** Carries out a step, whichever it is; resolves when its effect is confirmed. */
export function performStep(step: Step, context: StepContext): Promise<void> {
  const act = STEPS[step.verb] as (step: Step, context: StepContext) => Promise<void>;
  return act(step, context);
}
