/** `disconnect`: the node leaves the real network, by the engine's own means; it runs on and can still be spoken to. */

import { onEach, type Perform } from './step-context.ts';

export const disconnect: Perform<'disconnect'> = (step, context) =>
  onEach(context, step.nodes, async ({ node }) => {
    const leave = () => context.runtime.apply({ type: 'disconnect', node });
    await context.links.during(context.links.of(node), `disconnect ${node}`, true, leave);
  });
