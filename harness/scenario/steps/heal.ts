/** `heal`: the partition is undone; what `cut` closed stays closed. */

import type { Perform } from './step-context.ts';

export const heal: Perform<'heal'> = (_step, { links }) => links.heal();
