/**
 * The shape of which links were made: found by making each shape again and comparing. For a random one that works with
 * the topology's own seed, and only with it.
 */

import { randomStream } from '../../common/random-streams.ts';
import { SHAPES } from '../shapes/index.ts';
import type { NodePair, Shape, Values } from '../shapes/shape.ts';
import type { Topology } from '../topology.ts';

/** A few links are clearer one by one. */
const LEAST_LINKS = 6;

/** The keys that stand in a file; null where the links have no shape that we know. */
export function findShapeOfLinks({ nodes, links, seed }: Topology): Record<string, unknown> | null {
  if (links.length < LEAST_LINKS) return null;
  const numbers = new Map(nodes.map(({ name }, i) => [name, i]));
  const pairs = links.map(({ a, b }): NodePair => [numbers.get(a) ?? -1, numbers.get(b) ?? -1]);
  const n = nodes.length;
  for (const shape of SHAPES) {
    for (const guess of guessesFor(shape, n, pairs)) {
      const values = { ...shape.defaults, ...guess };
      if (shape.refuse(n, values) !== null || shape.count(n, values) !== pairs.length) continue;
      const made = shape.pairs(n, values, randomStream(seed, `links ${shape.name}`));
      if (made === null || !areSame(inOrder(made), pairs)) continue;
      return { shape: shape.name, ...guess };
    }
  }
  return null;
}

/** Nothing, and each parameter whose value can be read off the links, where it is not the default. */
function guessesFor(shape: Shape, n: number, pairs: readonly NodePair[]): Values[] {
  const ofFirst = pairs.filter(([a]) => a === 0);
  const readOff: Record<string, number> = {
    degree: Math.round((2 * pairs.length) / n),
    branching: ofFirst.length,
    columns: Math.max(1, ...ofFirst.map(([, b]) => b)),
    // All but the first few nodes bring as many links.
    attach: Math.max(1, Math.ceil(pairs.length / n)),
  };
  const guesses = Object.keys(shape.parameters).flatMap((parameter) => {
    const value = readOff[parameter];
    return value === undefined || value < 1 || value === shape.defaults[parameter]
      ? []
      : [{ [parameter]: value }];
  });
  return [{}, ...guesses];
}

function inOrder(pairs: NodePair[]): NodePair[] {
  return pairs.sort((x, y) => x[0] - y[0] || x[1] - y[1]);
}

function areSame(made: readonly NodePair[], pairs: readonly NodePair[]): boolean {
  return (
    made.length === pairs.length && made.every(([a, b], i) => a === pairs[i]?.[0] && b === pairs[i]?.[1])
  );
}
