/** `link`: new conditions for these directions, in place of all that they had. */

import type { Perform } from './step-context.ts';

export const link: Perform<'link'> = (step, { links }) =>
  links.setConditions(step.directions, step.conditions);
