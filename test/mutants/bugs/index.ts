/** The registry of bugs, by the name that `options.bug` gives. To add one, add it to a file beside this one. */

import type { Bug } from '../bug.ts';
import { contract } from './contract.ts';
import { forwarding } from './forwarding.ts';
import { keepalive } from './keepalive.ts';
import { memory } from './memory.ts';
import { messages } from './messages.ts';
import { wire } from './wire.ts';

export const BUGS: Readonly<Record<string, Bug>> = {
  ...forwarding,
  ...messages,
  ...keepalive,
  ...memory,
  ...contract,
  ...wire,
};
