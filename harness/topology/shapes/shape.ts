/**
 * What a shape is: a rule that says which of n nodes are linked. One file a shape, listed in `index.ts`.
 *
 * Invariants that the tests name:
 *  1. Every pair once, the smaller number first, no node with itself.
 *  2. The mesh is in one piece, or `refuse` says why it cannot be.
 *  3. The same n, parameters and random stream give the same pairs on every machine: integers and the four
 *     operations only.
 *  4. Linear in nodes and links, but for a logarithm.
 */

import type { z } from 'zod';
import type { RandomStream } from '../../common/random-streams.ts';

/** Two nodes by their number from 0, the smaller first. */
export type NodePair = readonly [number, number];

/** Values of the parameters, defaults filled in; a parameter without default may be absent. */
export type Values = Readonly<Record<string, number | undefined>>;

export interface Shape {
  name: string;
  /** What it looks like and what it is good for, in a sentence. */
  summary: string;
  /** Schemas of its parameters by name. Two shapes that share a name share its schema (`parameters.ts`). */
  parameters: Readonly<Record<string, z.ZodType<number>>>;
  defaults: Values;
  /** Whether the random stream matters. */
  random: boolean;
  /** Why there is no such mesh; null when there is one. */
  refuse(n: number, values: Values): ShapeRefusal | null;
  /** How many links there will be; asked before they are made, so that nobody waits for too many. */
  count(n: number, values: Values): number;
  /** The links, in any order. Null when chance did not find one in one piece. */
  pairs(n: number, values: Values, random: RandomStream): NodePair[] | null;
}

export interface ShapeRefusal {
  /** The parameter to blame; absent: the shape and the number of nodes do not fit. */
  parameter?: string;
  text: string;
  fix: string;
}

export function pair(x: number, y: number): NodePair {
  return x < y ? [x, y] : [y, x];
}

/** A number for a pair, for sets. Exact up to 90 million nodes. */
export function pairKey(n: number, x: number, y: number): number {
  return x < y ? x * n + y : y * n + x;
}

/** A parameter that has a default or was checked to be there. */
export function parameterOf(values: Values, parameter: string): number {
  const value = values[parameter];
  if (value === undefined) throw new Error(`no value for ${parameter}`);
  return value;
}
