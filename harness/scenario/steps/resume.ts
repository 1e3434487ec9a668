/** `resume`: a paused node goes on. */

import { journaledAsFault, type Perform, performOnEachNode } from './step-context.ts';

export const resume: Perform<'resume'> = (step, context) =>
  performOnEachNode(
    context,
    step.nodes,
    async (handle) => {
      if (handle.state !== 'paused') return;
      const { node } = handle;
      await journaledAsFault(context, handle, 'resume', () =>
        context.runtime.apply({ type: 'resume', node }),
      );
      if (!handle.has('exit')) handle.state = 'ready';
    },
    'up',
  );
