/** `pause`: nodes keep all that they have, and do nothing. */

import { NOT_RUNNING, NOT_STARTED, onNodes, PAUSED } from './on-nodes.ts';

export const pause = onNodes('pause', {
  description: 'Freezes these nodes (SIGSTOP): they keep everything and do nothing.',
  effect: {
    done: 'paused',
    from: ['running'],
    to: 'paused',
    fitWords: 'running',
    misfits: {
      waiting: NOT_STARTED,
      stopped: NOT_RUNNING,
      paused: { ...PAUSED, fix: 'Resume it first, or leave the step out.' },
    },
  },
  summary: 'freeze',
  takesAway: 'incarnations',
});
