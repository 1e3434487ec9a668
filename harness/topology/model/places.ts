/**
 * Where the nodes of a routed network are as the steps go by: their addresses, and the sites that they are at.
 */

import type { Site } from './gates.ts';
import type { RoutedNetwork } from './network.ts';
import type { TopologyNode } from './types.ts';

export interface Place {
  addresses: readonly string[];
  /** Null: at none. */
  site: string | null;
}

export class Places {
  readonly network: RoutedNetwork;
  readonly #places: Place[];

  constructor(network: RoutedNetwork, nodes: readonly TopologyNode[]) {
    this.network = network;
    const siteOf = new Map(this.sites.flatMap(({ name, nodes: at }) => at.map((node) => [node, name])));
    this.#places = nodes.map(({ name, addresses = [] }) => ({ addresses, site: siteOf.get(name) ?? null }));
  }

  get sites(): readonly Site[] {
    return this.network.sites ?? [];
  }

  of(node: number): Place {
    return this.#places[node]!;
  }

  /** The number of the node that has this address; undefined: nobody has. */
  ownerOf(address: string): number | undefined {
    const node = this.#places.findIndex(({ addresses }) => addresses.includes(address));
    return node < 0 ? undefined : node;
  }

  move(node: number, place: Place): void {
    this.#places[node] = place;
  }
}
