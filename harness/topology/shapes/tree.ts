/**
 * The tree: filled level by level, each node with as many children as it may have.
 */

import { branching } from './parameters.ts';
import { parameterOf, type Shape } from './shape.ts';

export const tree: Shape = {
  name: 'tree',
  summary: 'The first node is the root; each node is linked to its children, filled level by level.',
  parameters: { branching },
  defaults: { branching: 2 },
  random: false,
  refuse: () => null,
  count: (n) => n - 1,
  pairs: (n, values) => {
    const children = parameterOf(values, 'branching');
    return Array.from({ length: n - 1 }, (_, i) => [Math.floor(i / children), i + 1] as const);
  },
};
