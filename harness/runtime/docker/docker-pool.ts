/**
 * Runtimes on containers that outlive runs (`container-pool.ts`). What a pool cannot house is placed on networks of its own: a plan
 * with networks of its own, or one with too many nodes.
 */

import type { Plan } from '../../plan/types.ts';
import { ContainerPool, PLACES } from './container-pool.ts';
import { FlatDockerNetwork } from './flat-network.ts';
import { PooledPlacement } from './pooled-placement.ts';
import { DockerRuntime, makeDockerNetwork } from './runtime.ts';

export class DockerPool {
  readonly #containers: ContainerPool;

  /** `name` is what its containers and its network are known by, as if it were a run's. */
  constructor(name: string) {
    this.#containers = new ContainerPool(name);
  }

  make(): DockerRuntime {
    return new DockerRuntime((plan, sink) =>
      houses(plan)
        ? new FlatDockerNetwork(plan, sink, new PooledPlacement(this.#containers, plan))
        : makeDockerNetwork(plan, sink),
    );
  }

  /** Programs that wait for a run. */
  get idle(): number {
    return this.#containers.idle;
  }

  async close(): Promise<void> {
    await this.#containers.close();
  }
}

function houses({ topology: { network, networks, addresses }, nodes }: Plan): boolean {
  const isOnCommonNetwork = network === undefined && networks.length === 0 && addresses === undefined;
  return isOnCommonNetwork && nodes.length <= PLACES / 2;
}
