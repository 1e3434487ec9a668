/**
 * The schema of `networks`.
 */

import { z } from 'zod';
import { allowed } from '../text/fields.ts';
import { NAME } from './name-rules.ts';
import { selector } from './selector.ts';

export const networks = z
  .record(z.string(), selector('The nodes on this network; `rest` is all that no network before it names.'))
  .meta({
    description:
      'Isolated segments by name, each with its nodes. A node on two of them is a bridge. Without it, all nodes share one network.',
    propertyNames: { pattern: NAME.source },
    samples: [{ left: 'n1..n6', right: ['n6', 'rest'] }],
  })
  .register(allowed, {
    words: 'a map from names of networks to nodes, as in `{ left: n1..n6, right: n6..n12 }`',
  });
