/**
 * The topology, fully expanded: what loading makes of a YAML file, and all that the rest of the harness ever sees of it.
 * Plain data: `JSON.stringify` of it stands in the journal's header.
 */

import type { RoutedNetwork } from './model/network.ts';
import type { ProgramSpec } from './model/program.ts';
import type { Expect, NetworkSpec, Timeouts, TopologyLink, TopologyNode } from './model/types.ts';
import type { Step } from './verbs/index.ts';

export type * from './model/types.ts';
export type { Action, Step } from './verbs/index.ts';

export interface Topology {
  name: string;
  /** An unsigned 32-bit integer. Drawn and printed when the file has none. */
  seed: number;
  nodes: TopologyNode[];
  /** Each pair once, the node that comes first in `nodes` first. */
  links: TopologyLink[];
  networks: NetworkSpec[];
  /** Absent: a flat one. */
  network?: RoutedNetwork;
  /** On a flat network: of IPv6; absent: of IPv4. A routed one has ranges. */
  addresses?: 'ipv6';
  /** By name: programs that know nothing of the contract; absent where there are none. */
  programs?: Record<string, ProgramSpec>;
  /** Every two nodes on a network may talk, and programs find others by themselves; absent: neighbours may. */
  reach?: 'all';
  /** Options of the peer, as written in the file. */
  peer: Record<string, unknown>;
  /** In order of `atMs`; a step's place in this list is its index in the journal. */
  steps: Step[];
  expect: Expect;
  /** As far as the file names them. */
  timeouts?: Timeouts;
  /** What loading has changed or left out of what other programs have written; absent where there is nothing to say. */
  notes?: string[];
}
