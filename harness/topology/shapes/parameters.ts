/**
 * The parameters of shapes. What two shapes share means the same in both.
 */

import { integer, share } from '../text/fields.ts';

const MANY = 1_000_000;

export const degree = integer(
  'How many neighbours a node has: on average (random), or before some links are moved (small-world, where it is even).',
  1,
  MANY,
  4,
);

export const rows = integer(
  'How many rows the grid has. Without rows and columns it is nearly square.',
  1,
  MANY,
);

export const columns = integer('How many columns the grid has; the last row may be shorter.', 1, MANY);

export const branching = integer('How many children a node of the tree has.', 1, MANY, 2);

export const rewire = share(
  'The share of links of the small world that lead somewhere else, at random.',
  '10%',
  { byDefault: '10%' },
);

export const attach = integer(
  'To how many earlier nodes each new node of the scale-free mesh is linked.',
  1,
  MANY,
  2,
);
