/**
 * A network namespace for each node, and a wire from it to the router. A program that lasts as long as the run holds them:
 * whatever becomes of us, they end with it and with what runs in them.
 */

import type { Endpoint } from '../../../node/contract/types.ts';
import type { Plan } from '../../plan/types.ts';
import type { LaunchHelper } from '../carriers/helper.ts';
import type { Progress, Sink } from '../port/port.ts';
import { RouterCarrier } from '../router/router-carrier.ts';
import { WireLayer } from '../router/wire-layer.ts';
import type { ProcessNetwork } from './network.ts';
import type { ProcessOwner } from './process-owner.ts';
import {
  CANARY_ARGUMENT,
  inNetworkNamespace,
  type Program,
  programBesideNodes,
  ROUTER_ARGUMENT,
  WIRES_ARGUMENT,
} from './program.ts';

export class RoutedProcessNetwork implements ProcessNetwork {
  readonly carriers: RouterCarrier;
  readonly #namespaces = new Map<string, string>();
  #layer: WireLayer | null = null;

  constructor(plan: Plan, sink: Sink) {
    this.carriers = new RouterCarrier(plan, sink);
  }

  readonly placeOf = (): null => null;
  readonly isDisconnected = (node: string): boolean => this.carriers.isDisconnected(node);

  async open({ nodes }: Plan, owner: ProcessOwner, progress: Progress): Promise<void> {
    progress('laying the wires');
    const launch =
      (program: Program): LaunchHelper =>
      (_name, streams) =>
        owner.launch(program, streams);
    const wires = launch({ ...programBesideNodes(WIRES_ARGUMENT), isForeign: true });
    // A node that does not run has no network any more.
    const layer = await WireLayer.begin(wires, (text) => this.carriers.tellBroken(text));
    this.#layer = layer;
    const [router = '', ...others] = await layer.hold(nodes.length + 1);
    for (const [i, { name }] of nodes.entries()) this.#namespaces.set(name, others[i]!);
    await this.carriers.open({
      launchRouter: launch(inNetworkNamespace(router, programBesideNodes(ROUTER_ARGUMENT))),
      launchCanary: launch(programBesideNodes(CANARY_ARGUMENT)),
      makeNamespaces: async () => {},
      routerNamespace: () => router,
      namespaceOf: (node) => this.#namespaces.get(node)!,
      withWireLayer: (deed) => deed(layer),
    });
  }

  listen(node: string): Endpoint {
    return this.carriers.listen(node);
  }

  reach(_from: string, to: string): Endpoint {
    return this.listen(to);
  }

  at(node: string, program: Program): Program {
    return inNetworkNamespace(this.#namespaces.get(node)!, program);
  }

  async free(): Promise<void> {}

  facts(): Record<string, string> {
    return { isolation: 'network' };
  }

  async release(): Promise<void> {
    this.#layer?.stop();
  }
}
