/**
 * Where the nodes of a routed network are as the steps go by: their addresses, and the sites that they are at.
 */

import type { Site } from './gates.ts';
import type { RoutedNetwork } from './network.ts';
import type { TopologyNode } from './types.ts';

export interface Location {
  addresses: readonly string[];
  /** Null: at none. */
  site: string | null;
}

export class Locations {
  readonly network: RoutedNetwork;
  readonly #locations: Location[];

  constructor(network: RoutedNetwork, nodes: readonly TopologyNode[]) {
    this.network = network;
    const siteOf = new Map(this.sites.flatMap(({ name, nodes: at }) => at.map((node) => [node, name])));
    this.#locations = nodes.map(({ name, addresses = [] }) => ({
      addresses,
      site: siteOf.get(name) ?? null,
    }));
  }

  get sites(): readonly Site[] {
    return this.network.sites ?? [];
  }

  of(node: number): Location {
    return this.#locations[node]!;
  }

  /** The number of the node that has this address; undefined: nobody has. */
  ownerOf(address: string): number | undefined {
    const node = this.#locations.findIndex(({ addresses }) => addresses.includes(address));
    return node < 0 ? undefined : node;
  }

  move(node: number, place: Location): void {
    this.#locations[node] = place;
  }
}
