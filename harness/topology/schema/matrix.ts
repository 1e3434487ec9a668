/**
 * The schema of `matrix`.
 */

import { z } from 'zod';
import { allowed, forms, list, text } from '../text/fields.ts';

const values = list('The values.', 'a list of values, as in `[0%, 5%, 10%]`', z.unknown());

export const matrix = z
  .record(
    z.string(),
    forms(
      'The values that it takes: a list, whose items may be ranges such as `10..100+10` and `10..1000x10`, or one range.',
      'a list of values, or a range',
      [values, text('One value, or a range.', 200)],
      [['list'], ['text', 'number', 'switch']],
    ),
  )
  .meta({
    description:
      'Values that vary, by their path in the file: each combination is a cell, and each cell a run of its own.',
    samples: [{ 'links.loss': ['0%', '5%', '10%'], 'nodes.count': '10..1000x10' }],
  })
  .register(allowed, { words: 'a map from paths to lists of values' });
