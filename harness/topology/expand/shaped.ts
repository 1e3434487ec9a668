/**
 * `links.shape` of the file → pairs of nodes, each once, in order.
 */

import type { z } from 'zod';
import { randomStream } from '../../common/random-streams.ts';
import type { TopologyNode } from '../model/types.ts';
import { MAX_LINKS, type shapedLinks, shapeParameters } from '../schema/links.ts';
import type { Left, Validation } from '../schema/validate.ts';
import { findShape } from '../shapes/index.ts';
import type { NodePair, Shape, Values } from '../shapes/shape.ts';
import { valueAt } from '../text/source.ts';

/** Null when something is wrong, which has then been reported; empty where there is no shape. */
export function shapedPairs(
  context: Validation,
  links: Left<z.output<typeof shapedLinks>>,
  nodes: TopologyNode[] | undefined,
  seed: number,
): NodePair[] | null {
  const { source, problems } = context;
  const given = Object.fromEntries(
    Object.keys(shapeParameters).flatMap((name) => {
      const value = (links as Record<string, unknown>)[name];
      return value === undefined ? [] : [[name, value]];
    }),
  ) as Values;
  const isWritten = (key: string) => valueAt(source.value, ['links', key]) !== undefined;
  const { shape: name } = links;
  // A shape that is wrong may have any parameters.
  if (name === undefined && isWritten('shape')) return null;
  const shape = name === undefined ? undefined : findShape(name);
  const strangers = Object.keys(given).filter((key) => !Object.hasOwn(shape?.parameters ?? {}, key));
  for (const parameter of strangers) {
    const whom =
      name !== undefined ? `the shape \`${name}\`` : !isWritten('file') ? 'a list of links' : 'a file';
    const text = `\`${parameter}\` says nothing about ${whom}`;
    problems.atKey(source, ['links', parameter], text, parametersInWords(shape));
  }
  const wrong = Object.keys(shapeParameters).filter((key) => isWritten(key) && given[key] === undefined);
  if (nodes === undefined || strangers.length > 0 || wrong.length > 0) return null;
  if (shape === undefined) return [];

  const n = nodes.length;
  const values: Values = { ...shape.defaults, ...given };
  const refusal = shape.refuse(n, values);
  if (refusal !== null) {
    problems.at(source, blamed(context, refusal.parameter), refusal.text, refusal.fix);
    return null;
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
    return null;
  }
  const pairs = shape.pairs(n, values, randomStream(seed, `links ${shape.name}`));
  if (pairs === null) {
    const text = `with seed ${seed} and many others, chance left this mesh in pieces`;
    problems.at(source, blamed(context, 'degree'), text, 'Take a larger `degree`.');
    return null;
  }
  return pairs.sort((x, y) => x[0] - y[0] || x[1] - y[1]);
}

/** The parameter if it is written, else the shape. */
function blamed({ source }: Validation, parameter: string | undefined): string[] {
  const written = parameter !== undefined && valueAt(source.value, ['links', parameter]) !== undefined;
  return ['links', written ? parameter : 'shape'];
}

function parametersInWords(shape: Shape | undefined): string {
  if (shape === undefined) return 'Leave it out: it belongs to a shape.';
  const names = Object.keys(shape.parameters);
  if (names.length === 0) return 'Leave it out: this shape has no parameters.';
  return `Parameters of this shape: ${names.join(', ')}.`;
}
