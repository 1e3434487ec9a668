/** `mend`: directions that `cut` has closed are opened. */

import { onDirections } from './on-directions.ts';

export const mend = onDirections('mend', {
  description: 'Opens what `cut` has closed.',
  effect: {
    fits: (links, direction) => links.isCut(direction),
    apply: (links, direction, atMs, step) => links.mend(direction, atMs, step),
  },
  fitWords: 'cut',
  misfit: {
    text: 'is not cut',
    untouched: 'no step has cut it',
    fix: 'Cut it first, or leave the step out.',
  },
  summary: 'open it again; all that are cut, where none is named',
  byDefault: 'all',
  closes: false,
});
