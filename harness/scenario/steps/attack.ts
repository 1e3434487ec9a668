/** `attack`: a stranger sends hostile datagrams to the nodes; what came of it the sink is told. */

import { onEach, type Perform } from '../stage.ts';

export const attack: Perform<'attack'> = (step, stage) => {
  const { kinds, count, everyMs } = step;
  return onEach(stage, step.nodes, async ({ node, state }) => {
    if (state === 'ready') await stage.runtime.apply({ type: 'attack', node, kinds, count, everyMs });
  });
};
