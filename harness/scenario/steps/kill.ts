/** `kill`: SIGKILL. A node that has crashed meanwhile needs none. */

import { asFault, onEach, type Perform } from '../stage.ts';

export const kill: Perform<'kill'> = (step, stage) =>
  onEach(
    stage,
    step.nodes,
    async (actor) => {
      if (actor.state === 'ended') return;
      await stage.cast.awaitAnswers(actor);
      const { node } = actor;
      await asFault(stage, actor, 'kill', () => stage.runtime.apply({ type: 'kill', node }));
    },
    'down',
  );
