/**
 * The star: one hub, and leaves that know only it.
 */

import type { Shape } from './shape.ts';

export const star: Shape = {
  name: 'star',
  summary: 'The first node is the hub and is linked to all others, which have no other link.',
  parameters: {},
  defaults: {},
  random: false,
  refuse: () => null,
  count: (n) => n - 1,
  pairs: (n) => Array.from({ length: n - 1 }, (_, i) => [0, i + 1] as const),
};
