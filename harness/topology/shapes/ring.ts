/**
 * The ring: a line whose ends are linked.
 */

import type { Shape } from './shape.ts';

export const ring: Shape = {
  name: 'ring',
  summary: 'A line whose ends are linked: every node has two neighbours, and one failure splits nothing.',
  parameters: {},
  defaults: {},
  random: false,
  refuse: (n) =>
    n >= 3
      ? null
      : {
          text: `${n === 1 ? '1 node makes' : '2 nodes make'} no ring`,
          fix: 'Take 3 nodes or more, or `shape: line`.',
        },
  count: (n) => n,
  pairs: (n) => Array.from({ length: n }, (_, i) => (i + 1 < n ? ([i, i + 1] as const) : ([0, i] as const))),
};
