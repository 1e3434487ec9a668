/** Nodes that find others by themselves (`reach: all`), and who possibly talks without a link. */

import { type RoutedNetwork, reachesElsewhere } from './network.ts';
import type { TopologyNode } from './types.ts';

interface Mesh {
  nodes: readonly TopologyNode[];
  reach?: 'all';
  network?: RoutedNetwork;
}

/** The bundled peer talks to its neighbours alone, whatever the file says. */
export function discoveringNodes({ nodes, reach }: Mesh): string[] {
  if (reach !== 'all') return [];
  return nodes.filter((node) => !runsBundledPeer(node)).map(({ name }) => name);
}

/**
 * Whether two nodes without a link possibly talk to each other, as far as the file means them to: on a flat network where they find
 * others by themselves; on a routed one wherever `elsewhere` lets anything through, since programs tell others their addresses.
 */
export function mayTalkWithoutLinks(mesh: Mesh): boolean {
  if (mesh.network === undefined) return discoveringNodes(mesh).length > 0;
  return reachesElsewhere(mesh) && !mesh.nodes.every(runsBundledPeer);
}

export function runsBundledPeer({ image, command, program }: TopologyNode): boolean {
  return image === undefined && command === undefined && program === undefined;
}
