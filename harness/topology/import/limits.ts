/**
 * How much of a file of links is read: as much as a topology may hold.
 */

import { MAX_LINKS } from '../schema/links.ts';
import { MAX_NODES } from '../schema/nodes.ts';
import { throwOneProblem } from '../text/problems.ts';

export const MOST_NODES = MAX_NODES;
/** Edge lists name each edge twice. */
export const MOST_EDGES = 2 * MAX_LINKS;
export const MOST_BYTES = 256 * 1024 * 1024;

export function tooManyNodesOrLinks(
  file: string,
  found: number,
  what: 'nodes' | 'edges',
  most: number,
): never {
  const number = (count: number) => count.toLocaleString('en');
  throwOneProblem(
    file,
    `${number(found)} ${what} or more`,
    `At most ${number(most)} are read: take a part of it.`,
  );
}
