/** `cut`: directions of links are closed. */

import { onDirections } from './on-directions.ts';

export const cut = onDirections('cut', {
  description: 'Closes links, or one way of them.',
  effect: {
    fits: (links, direction) => !links.isCut(direction),
    apply: (links, direction, atMs, step) => links.cut(direction, atMs, step),
  },
  fitWords: 'open',
  misfit: { text: 'is cut already', fix: 'Mend it first, or leave the step out.' },
  summary: 'close a link; one way of it: cut n1>n2',
  closes: true,
});
