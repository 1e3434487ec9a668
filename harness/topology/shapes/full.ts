/**
 * The full mesh: every node linked to every other.
 */

import type { NodePair, Shape } from './shape.ts';

export const full: Shape = {
  name: 'full',
  summary: 'Every node is linked to every other.',
  parameters: {},
  defaults: {},
  random: false,
  refuse: () => null,
  count: (n) => (n * (n - 1)) / 2,
  pairs: (n) => {
    const pairs: NodePair[] = [];
    for (let a = 0; a < n; a++) for (let b = a + 1; b < n; b++) pairs.push([a, b]);
    return pairs;
  },
};
