/**
 * The schema of `links`. The shapes bring their own parameters.
 */

import type { z } from 'zod';
import { SHAPE_NAMES, SHAPES } from '../shapes/index.ts';
import { describe, type Parsed } from '../units.ts';
import { choice, field, forms, list, map } from './fields.ts';
import { later } from './not-yet.ts';

/** All parameters of all shapes, so that an editor can offer them; which fit the shape is checked after. */
const shapeParameters: Record<string, z.ZodOptional<z.ZodType<number>>> = {};
for (const shape of SHAPES) {
  for (const [name, schema] of Object.entries(shape.parameters)) shapeParameters[name] = schema.optional();
}

export const shapedLinks = map(
  'Links by a rule. The parameters depend on the shape.',
  {
    shape: choice('The rule by which nodes are linked.', SHAPE_NAMES as [string, ...string[]], {
      enumDescriptions: SHAPES.map((shape) => shape.summary),
    }),
    ...shapeParameters,
  },
  { samples: [{ shape: 'ring' }, { shape: 'small-world', degree: 4 }] },
);

const pair = field(
  (found): Parsed<[string, string]> => {
    const wrong = (text: string, fix: string) => ({ ok: false, text, fix }) as const;
    if (!Array.isArray(found))
      return wrong(`found ${describe(found)} where a link is due`, 'Write `[n1, n2]`.');
    if (found.length === 3 && typeof found[2] === 'object') {
      const { text, fix } = later(
        'a link with conditions',
        'Write `[n1, n2]`: it runs as the machine carries it.',
      );
      return wrong(text, fix);
    }
    if (found.length !== 2) return wrong(`a link of ${found.length} nodes`, 'A link has two: `[n1, n2]`.');
    const [a, b] = found.map((end) => (typeof end === 'number' ? String(end) : end));
    if (typeof a !== 'string' || typeof b !== 'string' || a === '' || b === '') {
      const odd = typeof a === 'string' && a !== '' ? b : a;
      return wrong(`found ${describe(odd)} where a node is due`, 'Write the names of two nodes: `[n1, n2]`.');
    }
    return { ok: true, value: [a, b] };
  },
  {
    description: 'A link: the names of two nodes.',
    type: 'array',
    items: { type: 'string', description: 'The name of a node.' },
    minItems: 2,
    maxItems: 2,
    samples: [['n1', 'n2']],
  },
);

const listedLinks = list(
  'Each link by its two nodes.',
  'a list of pairs, as in `[[n1, n2], [n2, n3]]`',
  pair,
);

export const links = forms(
  'Which nodes are neighbours: a shape with its parameters, or a list of pairs.',
  'a shape, as in `{ shape: ring }`, or a list of pairs, as in `[[n1, n2], [n2, n3]]`',
  [shapedLinks, listedLinks],
  [['map'], ['list']],
);
