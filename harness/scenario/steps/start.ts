/** `start`: another life of a node that has ended, or the first of one that joins late. */

import { onEach, type Perform } from '../stage.ts';

export const start: Perform<'start'> = (step, stage) =>
  onEach(stage, step.nodes, async (actor) => {
    if (actor.state === 'ended') await stage.cast.bringUp([actor.node], () => {});
  });
