/**
 * The schema of `roles`.
 */

import { map } from '../text/fields.ts';
import { selector } from './selector.ts';

export const roles = map(
  'What nodes are for, beside those that are there to get messages, which is what all are without it.',
  {
    infrastructure: selector(
      'Nodes that are there for the others, such as bootstrap and rendezvous nodes: they may carry messages, and are owed none.',
    ).optional(),
  },
  { samples: [{ infrastructure: ['n1', 'n2'] }] },
);
