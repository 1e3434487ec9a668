/**
 * The schema of `reach`.
 */

import { choice } from '../text/fields.ts';

export const reach = choice(
  'Who may talk to whom: `linked`, neighbours alone; `all`, every two nodes on a network, for programs that find others by themselves. Then links introduce nodes to each other, and say which conditions hold at these addresses.',
  ['linked', 'all'],
  { byDefault: 'linked' },
);
