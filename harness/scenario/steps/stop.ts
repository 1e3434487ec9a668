/** `stop`: the node is asked to leave, and killed when it does not. */

import { journaledAsFault, type Perform, performOnEachNode } from './step-context.ts';

export const stop: Perform<'stop'> = (step, context) =>
  performOnEachNode(
    context,
    step.nodes,
    async (handle) => {
      if (handle.state === 'ended') return;
      await context.supervisor.awaitAnswers(handle);
      const { node } = handle;
      // Its counters die with it.
      context.runtime.send(node, { type: 'stats' });
      await journaledAsFault(context, handle, 'stop', async () => {
        context.runtime.send(node, { type: 'stop' });
        if (await context.supervisor.awaitOne(handle, 'exit')) return;
        await context.runtime.apply({ type: 'kill', node });
      });
    },
    'down',
  );
