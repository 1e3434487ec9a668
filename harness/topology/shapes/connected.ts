/**
 * Whether a mesh is in one piece.
 */

import type { NodePair } from './shape.ts';

/** Whether n nodes with these links are in one piece. Union–find with halving: linear in practice. */
export function isConnected(n: number, pairs: readonly NodePair[]): boolean {
  return countPieces(n, pairs) <= 1;
}

/** Into how many pieces n nodes with these links fall. */
function countPieces(n: number, pairs: Iterable<NodePair>): number {
  const parent = Int32Array.from({ length: n }, (_, i) => i);
  const root = (node: number) => {
    let at = node;
    while (parent[at] !== at) {
      const above = parent[parent[at] as number] as number;
      parent[at] = above;
      at = above;
    }
    return at;
  };
  let pieces = n;
  for (const [a, b] of pairs) {
    const x = root(a);
    const y = root(b);
    if (x === y) continue;
    parent[Math.max(x, y)] = Math.min(x, y);
    pieces--;
  }
  return pieces;
}
