/** `partition`: every link between nodes of different groups is closed, both ways, at one moment. */

import type { Perform } from './step-context.ts';

export const partition: Perform<'partition'> = (step, { links }) => {
  const groupOf = new Map(step.groups.flatMap((group, i) => group.map((node) => [node, i] as const)));
  const across = links.all().filter(({ from, to }) => groupOf.get(from) !== groupOf.get(to));
  return links.close(across, 'partition');
};
