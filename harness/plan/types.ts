/**
 * The plan: a topology with everything decided that does not depend on the machine. A runtime carries it out.
 */

import type { NodeSpec, Topology } from '../topology/types.ts';

export interface Plan {
  /** The run's id: lower-case letters and digits, unique among runs, short enough for names of things. */
  run: string;
  topology: Topology;
  /** The mesh's key: 64 hex digits, made from the run and the seed. */
  key: string;
  nodes: PlannedNode[];
  links: PlannedLink[];
}

export interface PlannedNode extends NodeSpec {
  /** The seed given to the node: an unsigned 32-bit integer. */
  seed: number;
  neighbours: string[];
  networks: string[];
}

export interface PlannedLink {
  a: string;
  b: string;
  /** A link that needs nothing runs straight from node to node. */
  via: 'direct' | 'relay';
}
