/** `heal`: the partition is undone; what `cut` closed stays closed. */

import type { Perform } from '../stage.ts';

export const heal: Perform<'heal'> = (_step, { links }) =>
  links.open(links.closedBy('partition'), 'partition');
