/** `stop`: the node is asked to leave, and killed when it does not. */

import { asFault, onEach, type Perform } from '../stage.ts';

export const stop: Perform<'stop'> = (step, stage) =>
  onEach(
    stage,
    step.nodes,
    async (actor) => {
      if (actor.state === 'ended') return;
      await stage.cast.awaitAnswers(actor);
      const { node } = actor;
      // Its counters die with it.
      stage.runtime.send(node, { type: 'stats' });
      await asFault(stage, actor, 'stop', async () => {
        stage.runtime.send(node, { type: 'stop' });
        if (await stage.cast.awaitOne(actor, 'exit')) return;
        await stage.runtime.apply({ type: 'kill', node });
      });
    },
    'down',
  );
