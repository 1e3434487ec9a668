/** `attack`: a stranger sends hostile datagrams to the nodes; the outcome goes to the sink. */

import { onEach, type Perform } from './step-context.ts';

export const attack: Perform<'attack'> = (step, context) => {
  const { kinds, count, everyMs } = step;
  return onEach(context, step.nodes, async ({ node, state }) => {
    if (state === 'ready') await context.runtime.apply({ type: 'attack', node, kinds, count, everyMs });
  });
};
