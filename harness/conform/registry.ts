/**
 * The requirements, in the order in which they are tried. Adding one is adding a row to one of the files, and its
 * anchor and its line in docs/node-contract.md.
 */

import { AGAIN } from './requirements/again.ts';
import { END } from './requirements/end.ts';
import { MESSAGES } from './requirements/messages.ts';
import { NEIGHBOURS } from './requirements/neighbours.ts';
import { START } from './requirements/start.ts';
import { STATS } from './requirements/stats.ts';
import { STDIN } from './requirements/stdin.ts';
import { WHOLE } from './requirements/whole.ts';
import type { Requirement } from './walk/types.ts';

export const REQUIREMENTS: readonly Requirement[] = [
  ...START,
  ...MESSAGES,
  ...STDIN,
  ...STATS,
  ...NEIGHBOURS,
  ...AGAIN,
  ...END,
  ...WHOLE,
];
