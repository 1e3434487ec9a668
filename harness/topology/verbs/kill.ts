/** `kill`: nodes end at once, as in a crash. */

import { NOT_RUNNING, NOT_STARTED, onNodes } from './on-nodes.ts';

export const kill = onNodes('kill', {
  description: 'Kills these nodes at once, as a crash would (SIGKILL).',
  effect: {
    done: 'killed',
    from: ['running', 'paused'],
    to: 'stopped',
    fitWords: 'running or paused',
    misfits: { waiting: NOT_STARTED, stopped: NOT_RUNNING },
  },
  summary: 'as a crash would; nodes are n3, n1..n5, n*, all, random(2), or n1,n3',
  takesAway: 'incarnations',
});
