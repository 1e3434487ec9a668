/**
 * The schema of directions of links as steps name them. What each form stands for is found out where the nodes are known:
 * `direction-reader.ts`.
 */

import { ANY_SCALAR, field, literally } from '../text/fields.ts';
import type { Parsed } from '../text/units.ts';

const name = { type: ANY_SCALAR, description: 'The name of a node.' };
const nodes = {
  description: 'Nodes: a name, a range, a pattern, `all`, `random(3)`, or a list of these.',
  anyOf: [name, { type: 'array', items: name }],
};
const all = { enum: ['all'], description: 'All links, both ways.' };

export const BOTH_WAYS = {
  type: 'array',
  description: 'A link, both ways.',
  items: name,
  minItems: 2,
  maxItems: 2,
};
export const ONE_WAY = {
  type: 'object',
  description: 'One way of links: what the nodes of `from` send to those of `to`.',
  properties: { from: nodes, to: nodes },
  additionalProperties: false,
};

/** `single`: the forms that one of them may have. */
export function directionForm(description: string, single: readonly object[]) {
  return literally(
    field((found): Parsed<unknown> => ({ ok: true, value: found }), {
      description,
      anyOf: [all, ...single, { type: 'array', description: 'Several.', items: { anyOf: single } }],
      samples: [
        ['n1', 'n2'],
        [
          ['n1', 'n2'],
          ['n2', 'n3'],
        ],
        'all',
      ],
    }),
  );
}
