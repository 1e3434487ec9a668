/**
 * The shapes that `links.shape` knows. To add one: a file beside this one, and a line here.
 */

import { full } from './full.ts';
import { grid } from './grid.ts';
import { line } from './line.ts';
import { random } from './random-shape.ts';
import { ring } from './ring.ts';
import { scaleFree } from './scale-free.ts';
import type { Shape } from './shape.ts';
import { smallWorld } from './small-world.ts';
import { star } from './star.ts';
import { tree } from './tree.ts';

export const SHAPES: readonly Shape[] = [line, ring, star, full, grid, tree, random, smallWorld, scaleFree];

/** In the order in which they are shown to people. */
export const SHAPE_NAMES = SHAPES.map((shape) => shape.name);

export function findShape(name: string): Shape | undefined {
  return SHAPES.find((shape) => shape.name === name);
}
