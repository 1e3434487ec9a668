/** `resume`: a paused node goes on. */

import { asFault, onEach, type Perform } from '../stage.ts';

export const resume: Perform<'resume'> = (step, stage) =>
  onEach(
    stage,
    step.nodes,
    async (actor) => {
      if (actor.state !== 'paused') return;
      const { node } = actor;
      await asFault(stage, actor, 'resume', () => stage.runtime.apply({ type: 'resume', node }));
      if (!actor.has('exit')) actor.state = 'ready';
    },
    'up',
  );
