/** Nodes that find others by themselves (`reach: all`), and so need no link to talk to them. */

import type { TopologyNode } from './types.ts';

interface Mesh {
  nodes: readonly TopologyNode[];
  reach?: 'all';
}

/** The bundled peer talks to its neighbours alone, whatever the file says. */
export function discoveringNodes({ nodes, reach }: Mesh): string[] {
  if (reach !== 'all') return [];
  return nodes.filter((node) => !runsBundledPeer(node)).map(({ name }) => name);
}

export function runsBundledPeer({ image, command, program }: TopologyNode): boolean {
  return image === undefined && command === undefined && program === undefined;
}
