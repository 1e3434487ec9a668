/**
 * The schema of `links`. The shapes bring their own parameters.
 */

import type { z } from 'zod';
import { SHAPE_NAMES, SHAPES } from '../shapes/index.ts';
import { ANY_SCALAR, choice, field, forms, list, literally, map, text } from '../text/fields.ts';
import { describeValue, type Parsed, parseDuration } from '../text/units.ts';
import { conditionKeys, conditions } from './conditions.ts';
import { toEmbeddedJsonSchema } from './to-json.ts';

export const MAX_LINKS = 5_000_000;

/** All parameters of all shapes, so that an editor can offer them; which fit the shape is checked after. */
export const shapeParameters: Record<string, z.ZodOptional<z.ZodType<number>>> = {};
for (const shape of SHAPES) {
  for (const [name, schema] of Object.entries(shape.parameters)) shapeParameters[name] = schema.optional();
}

/** A link as it is written; what its conditions are, if it has any, is checked when the names of its ends are known. */
export interface WrittenLink {
  a: string;
  b: string;
}

const wrong = (text: string, fix: string) => ({ ok: false, text, fix }) as const;

function parseLink(found: unknown): Parsed<WrittenLink> {
  if (!Array.isArray(found))
    return wrong(`found ${describeValue(found)}, expected a link`, 'Write `[n1, n2]`.');
  if (found.length === 3 && typeof found[2] === 'object' && !Array.isArray(found[2])) {
    return parseEnds(found.slice(0, 2));
  }
  if (found.length === 3) {
    return wrong('a link of 3 nodes', 'A link has two, and what it does: `[n1, n2, { loss: 5% }]`.');
  }
  return parseEnds(found);
}

/** `[n1, n2]`. */
export function parseEnds(found: readonly unknown[]): Parsed<WrittenLink> {
  if (found.length !== 2) return wrong(`a link of ${found.length} nodes`, 'A link has two: `[n1, n2]`.');
  const [a, b] = found.map((end) => (typeof end === 'number' ? String(end) : end));
  if (typeof a !== 'string' || typeof b !== 'string' || a === '' || b === '') {
    const odd = typeof a === 'string' && a !== '' ? b : a;
    return wrong(`found ${describeValue(odd)}, expected a node`, 'Write the names of two nodes: `[n1, n2]`.');
  }
  return { ok: true, value: { a, b } };
}

const end = { type: ANY_SCALAR, description: 'The name of a node.' };
const oneWay = {
  ...toEmbeddedJsonSchema(conditions),
  description: 'What holds for what this node sends over the link.',
};
const own = toEmbeddedJsonSchema(conditions) as { properties: object };

/** The third part is read again, where the names of the ends are known. */
export const pair = literally(
  field(parseLink, {
    description:
      'A link: the names of two nodes, and what it does to datagrams. There, conditions under the name of one of the two hold for what that node sends.',
    type: 'array',
    items: [
      end,
      end,
      {
        type: 'object',
        description:
          'What this link does to datagrams, both ways, or under the name of the node that sends them.',
        properties: own.properties,
        additionalProperties: oneWay,
      },
    ],
    minItems: 2,
    maxItems: 3,
    samples: [
      ['n1', 'n2'],
      ['n1', 'n2', { latency: '50ms', loss: '5%' }],
      ['n1', 'n2', { n1: { loss: '100%' } }],
    ],
  }),
);

/** What holds for all links; it is read again as a condition, or by who knows where nodes are. */
const latencyOfAll = field(
  (found): Parsed<number | 'geo'> => (found === 'geo' ? { ok: true, value: 'geo' } : parseDuration(found)),
  {
    description:
      'How long every datagram is under way; `geo`, beside a `file` with coordinates: at the speed of light in fibre.',
    anyOf: [{ type: 'string' }, { const: 0 }],
    pattern: '^(0|geo|\\d*\\.?\\d+\\s*(ms|s|m|h))$',
    samples: ['30ms', 'geo'],
  },
);

const PAIRS = 'a list of pairs, as in `[[n1, n2], [n2, n3]]`';

export const shapedLinks = map(
  'Links by a rule, whose parameters depend on the shape, and what they do to datagrams.',
  {
    shape: choice('The rule by which nodes are linked.', SHAPE_NAMES as [string, ...string[]], {
      enumDescriptions: SHAPES.map((shape) => shape.summary),
    }).optional(),
    file: text(
      'A file with the links, GraphML or an edge list, in place of a shape. Its path goes from where the topology lies.',
      4096,
      { samples: ['geant.graphml'] },
    ).optional(),
    list: list(
      'Links by their two nodes: in place of a shape or a file, or beside it. One that is there already is not made twice, but gets the conditions that are written here.',
      PAIRS,
      pair,
    ).optional(),
    ...shapeParameters,
    ...conditionKeys,
    latency: latencyOfAll.optional(),
  },
  {
    anyOf: [{ required: ['shape'] }, { required: ['file'] }, { required: ['list'] }],
    samples: [
      { shape: 'ring' },
      { shape: 'small-world', degree: 4, latency: '30ms', loss: '1%' },
      { file: 'geant.graphml', latency: 'geo' },
      { list: [['n1', 'n2']], latency: '30ms' },
    ],
  },
);

export const listedLinks = list('Each link by its two nodes.', PAIRS, pair);

export const links = forms(
  'Which nodes are neighbours: a shape with its parameters, a file, or a list of pairs; and what the links do to datagrams.',
  'a shape, as in `{ shape: ring }`, or a list of pairs, as in `[[n1, n2], [n2, n3]]`',
  [shapedLinks, listedLinks],
  [['map'], ['list']],
);
