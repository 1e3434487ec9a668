/** Nodes that are there for the others: they may carry messages, and are owed nothing. */

import type { Topology } from './types.ts';

export function infrastructureOf({ nodes }: Pick<Topology, 'nodes'>): ReadonlySet<string> {
  return new Set(nodes.filter(({ role }) => role === 'infrastructure').map(({ name }) => name));
}
