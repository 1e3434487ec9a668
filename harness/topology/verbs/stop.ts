/** `stop`: nodes are asked to leave. */

import { NOT_RUNNING, NOT_STARTED, onNodes, PAUSED } from './on-nodes.ts';

export const stop = onNodes('stop', {
  description: 'Stops these nodes gracefully: they may say goodbye.',
  effect: {
    done: 'stopped',
    from: ['running'],
    to: 'stopped',
    fitWords: 'running',
    misfits: {
      waiting: NOT_STARTED,
      stopped: NOT_RUNNING,
      paused: { ...PAUSED, fix: 'Resume it first, or kill it.' },
    },
  },
  summary: 'gracefully',
  takesAway: 'incarnations',
});
