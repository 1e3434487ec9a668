/** `attack`: a stranger sends hostile datagrams to the nodes; the outcome goes to the sink. */

import { type Perform, performOnEachNode } from './step-context.ts';

export const attack: Perform<'attack'> = (step, context) => {
  const { kinds, count, everyMs } = step;
  return performOnEachNode(context, step.nodes, async ({ node, state }) => {
    if (state === 'ready') await context.runtime.apply({ type: 'attack', node, kinds, count, everyMs });
  });
};
