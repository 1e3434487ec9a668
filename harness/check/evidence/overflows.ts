/**
 * Sockets that overflowed: what the kernel dropped for a node, and when that was found.
 */

import type { History } from './history.ts';

/** How many datagrams found a socket of `node` full. */
export function socketDropsDuring(history: History, node: string, fromMs: number, toMs: number): number {
  return overflowsDuring(history, node, fromMs, toMs).reduce((sum, { dropped }) => sum + dropped, 0);
}

interface Overflow {
  atMs: number;
  dropped: number;
  line: number;
}

/** When counts of a node's sockets were found to have grown, and by how much. */
export function overflowsDuring(history: History, node: string, fromMs: number, toMs: number): Overflow[] {
  const overflows: Overflow[] = [];
  let before = 0;
  let incarnation = 0;
  for (const { at, boot, socketDrops, line } of history.socketDrops.get(node) ?? []) {
    if (boot !== incarnation) before = 0;
    incarnation = boot;
    if (at >= fromMs && at <= toMs && socketDrops > before)
      overflows.push({ atMs: at, dropped: socketDrops - before, line });
    before = socketDrops;
  }
  return overflows;
}
