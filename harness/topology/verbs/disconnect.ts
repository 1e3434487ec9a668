/** `disconnect`: nodes leave the real network, and run on. */

import { NOT_RUNNING, NOT_STARTED, onNodes } from './on-nodes.ts';

export const disconnect = onNodes('disconnect', {
  description: 'Takes these nodes off the network, as when a cable is pulled.',
  effect: {
    done: 'disconnected',
    from: ['running', 'paused'],
    to: null,
    network: 'leaves',
    fitWords: 'running and connected',
    misfits: { waiting: NOT_STARTED, stopped: NOT_RUNNING },
  },
  summary: 'from the real network (docker)',
  takesAway: 'network',
  noun: 'disconnection',
});
