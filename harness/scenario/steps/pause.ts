/** `pause`: the node executes nothing more, and does not know it. */

import { journaledAsFault, type Perform, performOnEachNode } from './step-context.ts';

export const pause: Perform<'pause'> = (step, context) =>
  performOnEachNode(
    context,
    step.nodes,
    async (handle) => {
      if (handle.state !== 'ready') return;
      await context.supervisor.awaitAnswers(handle);
      const { node } = handle;
      await journaledAsFault(context, handle, 'pause', () => context.runtime.apply({ type: 'pause', node }));
      // It may have crashed before the pause took hold.
      if (!handle.has('exit')) handle.state = 'paused';
    },
    'paused',
  );
