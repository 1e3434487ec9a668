import type { Step } from '../../topology/topology.ts';
import { STEPS } from './index.ts';
import type { StepContext } from './step-context.ts';

/** Carries out a step, whichever it is; resolves when its effect is confirmed. */
export function perform(step: Step, context: StepContext): Promise<void> {
  const act = STEPS[step.verb] as (step: Step, context: StepContext) => Promise<void>;
  return act(step, context);
}
