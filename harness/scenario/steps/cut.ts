/** `cut`: these directions of links are closed. */

import type { Perform } from './step-context.ts';

export const cut: Perform<'cut'> = (step, { links }) => links.close(step.directions, 'cut');
