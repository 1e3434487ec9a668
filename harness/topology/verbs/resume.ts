/** `resume`: paused nodes go on. */

import { onNodes } from './on-nodes.ts';

const text = 'is not paused';

export const resume = onNodes('resume', {
  description: 'Lets paused nodes go on.',
  effect: {
    done: 'resumed',
    from: ['paused'],
    to: 'running',
    fitWords: 'paused',
    misfits: {
      waiting: { text, fix: 'Move the step to after its start.' },
      stopped: { text, fix: 'Use `start` for a node that does not run.' },
      running: { text, fix: 'Pause it first, or leave the step out.' },
    },
  },
  summary: 'let go on; all that are paused, where none is named',
  byDefault: 'all',
});
