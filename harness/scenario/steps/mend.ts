/** `mend`: what `cut` closed is opened; a partition that is in force stays so. */

import type { Perform } from './step-context.ts';

export const mend: Perform<'mend'> = (step, { links }) => links.open(step.directions, 'cut');
