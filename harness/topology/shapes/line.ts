/**
 * The line: the longest way through the fewest links.
 */

import type { Shape } from './shape.ts';

export const line: Shape = {
  name: 'line',
  summary: 'Each node is linked to the next: the longest way through the fewest links.',
  parameters: {},
  defaults: {},
  random: false,
  refuse: () => null,
  count: (n) => n - 1,
  pairs: (n) => Array.from({ length: n - 1 }, (_, i) => [i, i + 1] as const),
};
