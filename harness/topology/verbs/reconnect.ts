/** `reconnect`: nodes that left the real network come back to it. */

import { NOT_STARTED, onNodes } from './on-nodes.ts';

export const reconnect = onNodes('reconnect', {
  description: 'Puts these nodes back, at the same addresses.',
  effect: {
    done: 'reconnected',
    from: ['running', 'paused'],
    to: null,
    network: 'joins',
    fitWords: 'disconnected',
    misfits: {
      waiting: NOT_STARTED,
      stopped: {
        text: 'is not running',
        fix: 'Leave the step out: a node that is started again is connected.',
      },
    },
  },
  summary: 'to it',
});
