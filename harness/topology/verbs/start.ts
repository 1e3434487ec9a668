/** `start`: another life of nodes that have ended, or the first of those that only start by a step. */

import { onNodes } from './on-nodes.ts';

export const start = onNodes('start', {
  description: 'Starts these nodes, for the first time or again.',
  effect: {
    done: 'started',
    from: ['stopped'],
    to: 'running',
    begins: true,
    fitWords: 'stopped',
    misfits: {
      waiting: {
        text: 'cannot be started',
        fix: 'Write `start: never` under `nodes` to leave its start to the step.',
      },
      paused: { text: 'is paused, not stopped,', fix: 'Use `resume` for a paused node.' },
      running: { text: 'already runs', fix: 'Kill or stop it first, or leave the step out.' },
    },
  },
  summary: 'again, or for the first time',
});
