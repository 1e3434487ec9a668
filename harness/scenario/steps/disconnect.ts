/** `disconnect`: the node leaves the real network, by the engine's own means; it runs on and can still be spoken to. */

import { journaledAsFault, type Perform, performOnEachNode } from './step-context.ts';

export const disconnect: Perform<'disconnect'> = (step, context) =>
  performOnEachNode(context, step.nodes, async (handle) => {
    const { node } = handle;
    const leave = () => context.runtime.apply({ type: 'disconnect', node });
    await journaledAsFault(context, handle, 'disconnect', () => context.links.leave(node, leave));
  });
