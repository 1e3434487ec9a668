/**
 * The plan: a topology with everything decided that does not depend on the machine. A runtime carries it out.
 */

import type { Topology, TopologyNode } from '../topology/topology.ts';

export interface Plan {
  /** The run's id: lower-case letters and digits, unique among runs, short enough for names of things. */
  run: string;
  topology: Topology;
  /** The mesh's key: 64 hex digits, made from the seed alone, so that a simulated run can be repeated byte for byte. */
  key: string;
  nodes: PlannedNode[];
  links: PlannedLink[];
  /** What goes through relays is captured, datagram by datagram; absent: nothing is. */
  capture?: CaptureScope;
  /** Steps may come that the topology does not have: any link may be cut, any node be taken off its network. */
  open?: boolean;
}

/** Of the links that go through relays anyway, or of all, which then all do. */
export type CaptureScope = 'relayed' | 'all';

export interface PlannedNode extends TopologyNode {
  /** The seed given to the node: an unsigned 32-bit integer. */
  seed: number;
  /** In the topology's order. */
  neighbours: string[];
  /** The names of the networks that it is on; empty where the topology has none, and all share one. */
  networks: string[];
}

export type Via = 'direct' | 'relay' | 'router';

export interface PlannedLink {
  a: string;
  b: string;
  /** A link that needs nothing runs straight from node to node; on a routed network all go through the router. */
  via: Via;
}
