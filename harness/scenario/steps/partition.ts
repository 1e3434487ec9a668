/**
 * `partition`: every link between nodes of different groups is closed, both ways, at one moment; on a routed network so is
 * every other way between them.
 */

import type { Perform } from './step-context.ts';

export const partition: Perform<'partition'> = (step, { links }) => links.split(step.groups);
