/**
 * The registry of steps. To add a verb, add its form to `Action`, a file here, and a line.
 */

import type { Action, Step } from '../../topology/model/types.ts';
import { attack } from './attack.ts';
import { cut } from './cut.ts';
import { disconnect } from './disconnect.ts';
import { expect } from './expect.ts';
import { heal } from './heal.ts';
import { inject } from './inject.ts';
import { kill } from './kill.ts';
import { link } from './link.ts';
import { mend } from './mend.ts';
import { partition } from './partition.ts';
import { pause } from './pause.ts';
import { reconnect } from './reconnect.ts';
import { resume } from './resume.ts';
import { start } from './start.ts';
import type { Perform, StepContext } from './step-context.ts';
import { stop } from './stop.ts';

const STEPS: { [V in Action['verb']]: Perform<V> } = {
  inject,
  kill,
  stop,
  pause,
  resume,
  start,
  partition,
  heal,
  cut,
  mend,
  link,
  disconnect,
  reconnect,
  attack,
  expect,
};

export function perform(step: Step, context: StepContext): Promise<void> {
  const act = STEPS[step.verb] as (step: Step, context: StepContext) => Promise<void>;
  return act(step, context);
}
