/** Nodes that are there for the others: they may carry messages, and are owed nothing. */

import type { TopologyNode } from './types.ts';

export function infrastructureOf({ nodes }: { nodes: readonly TopologyNode[] }): ReadonlySet<string> {
  return new Set(nodes.filter(({ role }) => role === 'infrastructure').map(({ name }) => name));
}
