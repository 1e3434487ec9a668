/**
 * What the steps of a file are expanded against: the nodes and the links, and what has become of them by the moment
 * that has been reached. The verbs (`../verbs/`) read it and leave their effect in it.
 */

import type { Validation } from '../schema/validate.ts';
import { LinkStates } from './link-states.ts';
import { Locations } from './locations.ts';
import type { RoutedNetwork } from './network.ts';
import { NodeSet } from './node-set.ts';
import { NodeStates } from './node-states.ts';
import type { ProgramSpec } from './program.ts';
import { programOfNodes } from './sight.ts';
import type { TopologyLink, TopologyNode } from './types.ts';

/** The parts of a topology that steps are done to; undefined where they are not known because of a mistake. */
export interface ExpandedMesh {
  nodes: TopologyNode[] | undefined;
  programs: Record<string, ProgramSpec> | undefined;
  /** Nodes of which it is not known when they start. */
  unsure: ReadonlySet<string>;
  links: TopologyLink[] | undefined;
  /** Null: a flat one. Undefined where it is not known. Its nodes have their addresses. */
  network: RoutedNetwork | null | undefined;
  /** Nodes that may have links beside these. */
  unclear: ReadonlySet<string>;
  seed: number;
}

export class ScenarioState extends NodeSet {
  readonly nodeStates: NodeStates;
  readonly linkStates: LinkStates;
  /** As `network`. */
  readonly locations: Locations | null | undefined;
  /** The program of each node that knows nothing of the contract. */
  readonly programOfNodes: ReadonlyMap<string, ProgramSpec>;
  /** False while a step is looked at of which it is not known when or what it is: then what nodes do is no matter. */
  known = true;

  constructor(context: Validation, mesh: ExpandedMesh) {
    const { nodes = [], programs = {}, unsure, links, unclear, network, seed } = mesh;
    super(context, mesh.nodes, seed);
    this.programOfNodes = programOfNodes({ nodes, programs });
    const numbersOf = (names: ReadonlySet<string>) => [...names].flatMap((name) => this.numberOf(name) ?? []);
    this.nodeStates = new NodeStates(nodes);
    for (const node of numbersOf(unsure)) this.nodeStates.doubt(node);
    this.locations = network && new Locations(network, nodes);
    this.linkStates = new LinkStates(
      this.names,
      (name) => this.numberOf(name),
      links,
      new Set(numbersOf(unclear)),
    );
  }
}
