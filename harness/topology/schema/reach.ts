/**
 * The schema of `reach`.
 */

import { choice } from '../text/fields.ts';

export const reach = choice(
  'Which nodes may talk to each other: `linked`, only neighbours; `all`, any two nodes on a network, for programs that find others by themselves. Then links introduce nodes to each other, and say which conditions hold at these addresses.',
  ['linked', 'all'],
  { byDefault: 'linked' },
);
