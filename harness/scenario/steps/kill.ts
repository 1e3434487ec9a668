/** `kill`: SIGKILL. A node that has crashed meanwhile needs none. */

import { journaledAsFault, type Perform, performOnEachNode } from './step-context.ts';

export const kill: Perform<'kill'> = (step, context) =>
  performOnEachNode(
    context,
    step.nodes,
    async (handle) => {
      if (handle.state === 'ended') return;
      await context.supervisor.awaitAnswers(handle);
      const { node } = handle;
      await journaledAsFault(context, handle, 'kill', () => context.runtime.apply({ type: 'kill', node }));
    },
    'down',
  );
