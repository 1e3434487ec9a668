/**
 * The schema of `reach`.
 */

import { choice } from '../text/fields.ts';

export const reach = choice(
  'Who may talk to whom: `linked`, neighbours alone; `all`, every two nodes on a network, for programs that find others by themselves. Then links say who is told of whom at the start, and which conditions hold at those addresses.',
  ['linked', 'all'],
  { byDefault: 'linked' },
);
