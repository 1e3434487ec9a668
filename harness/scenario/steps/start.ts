/** `start`: another life of a node that has ended, or the first of one that joins late. It comes back connected. */

import { onEach, type Perform } from '../stage.ts';
import { reconnectNode } from './reconnect.ts';

export const start: Perform<'start'> = (step, stage) =>
  onEach(
    stage,
    step.nodes,
    async (actor) => {
      if (actor.state !== 'ended') return;
      if (stage.links.isOff(actor.node)) await reconnectNode(actor.node, stage);
      await stage.cast.bringUp([actor.node], () => {});
    },
    'up',
  );
