/** `start`: another life of a node that has ended, or the first of one that joins late. It comes back connected. */

import { reconnectNode } from './reconnect.ts';
import { type Perform, performOnEachNode } from './step-context.ts';

export const start: Perform<'start'> = (step, context) =>
  performOnEachNode(
    context,
    step.nodes,
    async (handle) => {
      if (handle.state !== 'ended') return;
      if (context.links.isOff(handle.node)) await reconnectNode(handle, context);
      await context.supervisor.bringUp([handle.node], () => {});
    },
    'up',
  );
