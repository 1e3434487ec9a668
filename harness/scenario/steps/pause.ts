/** `pause`: the node executes nothing more, and does not know it. */

import { asFault, onEach, type Perform } from '../stage.ts';

export const pause: Perform<'pause'> = (step, stage) =>
  onEach(
    stage,
    step.nodes,
    async (actor) => {
      if (actor.state !== 'ready') return;
      await stage.cast.awaitAnswers(actor);
      const { node } = actor;
      await asFault(stage, actor, 'pause', () => stage.runtime.apply({ type: 'pause', node }));
      // It may have crashed before the pause took hold.
      if (!actor.has('exit')) actor.state = 'paused';
    },
    'paused',
  );
