/**
 * Where the containers of a run are on a routed network: on none of the engine's. Each node has a companion that holds its
 * network namespace over restarts, and a wire from there to the router, which a container that lives for seconds has laid.
 */

import { forEachBounded } from '../../common/bounded.ts';
import type { PlannedNode } from '../../plan/types.ts';
import { CANARY } from '../carriers/carriers.ts';
import type { Launched } from '../carriers/helper.ts';
import type { Streams } from '../node-output/output.ts';
import type { NodeStart } from '../port/port.ts';
import type { RoutingHost } from '../router/router-carrier.ts';
import { WireLayer } from '../router/wire-layer.ts';
import { Container } from './container.ts';
import { OwnPlacement, type Placement } from './placement.ts';
import { helperContainerSpec, holderSpec, routerSpec, wiresSpec } from './spec.ts';

/** Companions that are started at the same time. */
const HOLDERS_AT_ONCE = 6;

/** Nobody listens to it, and its end is its own affair. */
const SILENT: Streams = {
  isSound: true,
  stdout() {},
  stderr() {},
  note() {},
  silence() {},
  numberFrom() {},
  async end() {},
};

export class RoutedPlacement extends OwnPlacement implements Placement {
  readonly #holders = new Map<string, { container: Container; pid: number }>();
  #routerPid = 0;
  #layers = 0;

  async launch(node: PlannedNode, start: NodeStart, image: string, output: Streams): Promise<Container> {
    const beside = this.#holders.get(node.name)!.container.id;
    return await this.launchNode(node, start, image, output, { beside });
  }

  async launchHelper(name: string, image: string, streams: Streams): Promise<Container> {
    const spec = helperContainerSpec(this.plan.run, name, image, undefined);
    return await Container.launch(this.docker, spec, [], streams);
  }

  /** `image`: the bundled peer's, which has all that is needed. */
  routingHost(image: string): RoutingHost {
    return {
      launchRouter: (_name, streams) => this.#launchRouter(image, streams),
      launchCanary: (_name, streams) => this.launchHelper(CANARY, image, streams),
      makeNamespaces: () => this.#launchHolders(image),
      routerNamespace: () => namespaceOf(this.#routerPid),
      namespaceOf: (node) => namespaceOf(this.#holders.get(node)!.pid),
      withWireLayer: (deed) => this.#withWireLayer(image, deed),
    };
  }

  async #launchRouter(image: string, streams: Streams): Promise<Launched> {
    const router = await Container.launch(this.docker, routerSpec(this.plan.run, image), [], streams);
    this.#routerPid = await router.enginePid();
    return router;
  }

  async #launchHolders(image: string): Promise<void> {
    await forEachBounded(this.plan.nodes.entries(), HOLDERS_AT_ONCE, async ([i, node]) => {
      const spec = holderSpec(this.plan.run, node, image, i + 1);
      const container = await Container.launch(this.docker, spec, [], SILENT);
      this.#holders.set(node.name, { container, pid: await container.enginePid() });
    });
  }

  async #withWireLayer<Result>(image: string, deed: (layer: WireLayer) => Promise<Result>): Promise<Result> {
    const spec = wiresSpec(this.plan.run, `wires ${++this.#layers}`, image);
    const layer = await WireLayer.begin((_name, streams) => Container.launch(this.docker, spec, [], streams));
    try {
      return await deed(layer);
    } finally {
      layer.stop();
    }
  }
}

/** As the engine's machine has it. */
function namespaceOf(pid: number): string {
  return `/proc/${pid}/ns/net`;
}
