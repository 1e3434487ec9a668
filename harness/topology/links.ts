/**
 * `links` of the file → every link, once, the node that comes first in the topology first.
 */

import type { z } from 'zod';
import { didYouMean } from './nearest.ts';
import { randomStream } from './random.ts';
import { links as linksSchema, type shapedLinks } from './schema/links.ts';
import { type Context, validate } from './schema/validate.ts';
import { findShape, SHAPE_NAMES } from './shapes/index.ts';
import { type Pair, pairKey, type Shape, type Values } from './shapes/shape.ts';
import { valueAt } from './source/source.ts';
import type { LinkSpec, NodeSpec } from './types.ts';

const MAX_LINKS = 5_000_000;
const EXAMPLE =
  'Write `links: { shape: ring }`, or a list of pairs, as in `[[n1, n2], [n2, n3]]`; `[]` is none.';

export function expandLinks(context: Context, nodes: NodeSpec[] | undefined, seed: number): LinkSpec[] {
  const { source, problems } = context;
  const found = valueAt(source.value, ['links']);
  if (found === undefined) {
    problems.at(source, [], '`links` is missing', EXAMPLE);
    return [];
  }
  if (typeof found === 'string' && SHAPE_NAMES.includes(found)) {
    problems.at(source, ['links'], `found the text \`${found}\``, `Write \`links: { shape: ${found} }\`.`);
    return [];
  }
  const links = validate(linksSchema, context, ['links']);
  if (links === undefined) return [];
  if (Array.isArray(links)) return nodes === undefined ? [] : listed(context, links, nodes);
  return shaped(context, links, nodes, seed);
}

function listed({ source, problems }: Context, links: [string, string][], nodes: NodeSpec[]): LinkSpec[] {
  const numbers = new Map(nodes.map((node, i) => [node.name, i]));
  const first = new Map<number, number>();
  const expanded: LinkSpec[] = [];
  for (const [i, [a, b]] of links.entries()) {
    const path = ['links', i];
    for (const [end, name] of [a, b].entries()) {
      if (numbers.has(name)) continue;
      const fix = problems.full ? '' : didYouMean(name, numbers.keys()) + nodesInWords(nodes);
      problems.at(source, [...path, end], `a link to \`${name}\`, which is no node`, fix);
    }
    const x = numbers.get(a);
    const y = numbers.get(b);
    if (x === undefined || y === undefined) continue;
    if (x === y) {
      problems.at(source, path, `a link from \`${a}\` to itself`, 'Link two different nodes.');
      continue;
    }
    const key = pairKey(nodes.length, x, y);
    const before = first.get(key);
    if (before !== undefined) {
      const text = `\`${a}\` and \`${b}\` are linked already, by ${source.refer(['links', before])}`;
      problems.at(source, path, text, 'Remove one of them: a link goes both ways.');
      continue;
    }
    first.set(key, i);
    expanded.push(x < y ? { a, b } : { a: b, b: a });
  }
  return expanded;
}

function shaped(
  context: Context,
  links: z.output<typeof shapedLinks>,
  nodes: NodeSpec[] | undefined,
  seed: number,
): LinkSpec[] {
  const { source, problems } = context;
  const { shape: name, ...given } = links;
  const shape = findShape(name);
  if (shape === undefined) return [];
  const strangers = Object.keys(given).filter((parameter) => !Object.hasOwn(shape.parameters, parameter));
  for (const parameter of strangers) {
    problems.atKey(
      source,
      ['links', parameter],
      `\`${parameter}\` says nothing about the shape \`${name}\``,
      parametersInWords(shape),
    );
  }
  if (nodes === undefined || strangers.length > 0) return [];

  const n = nodes.length;
  const values: Values = { ...shape.defaults, ...(given as Values) };
  const refusal = shape.refuse(n, values);
  if (refusal !== null) {
    problems.at(source, blamed(context, refusal.parameter), refusal.text, refusal.fix);
    return [];
  }
  const count = shape.count(n, values);
  if (count > MAX_LINKS) {
    const text = `${count.toLocaleString('en')} links`;
    problems.at(
      source,
      ['links', 'shape'],
      text,
      `At most ${MAX_LINKS.toLocaleString('en')} are made. Take fewer nodes, or a shape with fewer links.`,
    );
    return [];
  }
  const pairs = shape.pairs(n, values, randomStream(seed, `links ${name}`));
  if (pairs === null) {
    const text = `with seed ${seed} and many others, chance left this mesh in pieces`;
    problems.at(source, blamed(context, 'degree'), text, 'Take a larger `degree`.');
    return [];
  }
  return inOrder(pairs).map(([a, b]) => ({ a: (nodes[a] as NodeSpec).name, b: (nodes[b] as NodeSpec).name }));
}

/** The parameter if it is written, else the shape. */
function blamed({ source }: Context, parameter: string | undefined): string[] {
  const written = parameter !== undefined && valueAt(source.value, ['links', parameter]) !== undefined;
  return ['links', written ? parameter : 'shape'];
}

function inOrder(pairs: Pair[]): Pair[] {
  return pairs.sort((x, y) => x[0] - y[0] || x[1] - y[1]);
}

function parametersInWords(shape: Shape): string {
  const names = Object.keys(shape.parameters);
  if (names.length === 0) return 'Leave it out: this shape has no parameters.';
  return `Parameters of this shape: ${names.join(', ')}.`;
}

export function nodesInWords(nodes: readonly NodeSpec[]): string {
  const names = nodes.slice(0, 6).map((node) => node.name);
  if (nodes.length <= 6) return `The nodes: ${names.join(', ')}.`;
  return `The ${nodes.length} nodes: ${names.slice(0, 3).join(', ')}, … ${nodes.at(-1)?.name}.`;
}
