/**
 * A network namespace for each node, and a wire from it to the router. A program that lasts as long as the run holds them:
 * whatever becomes of us, they end with it and with what runs in them. Where we are not root, they belong to a user namespace of
 * which that program, the router and all nodes are root.
 */

import type { Endpoint } from '../../../node/contract/types.ts';
import type { Plan } from '../../plan/types.ts';
import type { LaunchHelper } from '../carriers/helper.ts';
import type { Streams } from '../node-output/output.ts';
import type { Progress, Sink } from '../port/port.ts';
import { RouterCarrier } from '../router/router-carrier.ts';
import { WireLayer } from '../router/wire-layer.ts';
import type { Child } from './child.ts';
import type { ProcessNetwork } from './network.ts';
import type { ProcessOwner } from './process-owner.ts';
import {
  CANARY_ARGUMENT,
  holderInUserNamespace,
  inNamespaces,
  type Program,
  programBesideNodes,
  ROUTER_ARGUMENT,
  WIRES_ARGUMENT,
  warmProgramsInUserNamespace,
} from './program.ts';
import { needsUserNamespace } from './user-namespaces.ts';

export class RoutedProcessNetwork implements ProcessNetwork {
  readonly carriers: RouterCarrier;
  readonly #namespaces = new Map<string, string>();
  readonly #isInUserNamespace = needsUserNamespace();
  #userNamespace: string | null = null;
  #layer: WireLayer | null = null;

  constructor(plan: Plan, sink: Sink) {
    this.carriers = new RouterCarrier(plan, sink);
  }

  readonly placeOf = (): null => null;
  readonly isDisconnected = (node: string): boolean => this.carriers.isDisconnected(node);

  async open({ nodes }: Plan, owner: ProcessOwner, progress: Progress): Promise<void> {
    progress('laying the wires');
    if (this.#isInUserNamespace) await warmProgramsInUserNamespace();
    const launch =
      (program: Program): LaunchHelper =>
      (_name, streams) =>
        owner.launch(program, streams);
    const launchHolder: LaunchHelper = (_name, streams) => this.#launchHolder(owner, streams);
    // A node that does not run has no network any more.
    const layer = await WireLayer.begin(launchHolder, (text) => this.carriers.tellBroken(text));
    this.#layer = layer;
    const [router = '', ...others] = await layer.hold(nodes.length + 1);
    for (const [i, { name }] of nodes.entries()) this.#namespaces.set(name, others[i]!);
    await this.carriers.open({
      launchRouter: launch(this.#in(router, programBesideNodes(ROUTER_ARGUMENT))),
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
    return this.#in(this.#namespaces.get(node)!, program);
  }

  async free(): Promise<void> {}

  facts(): Record<string, string | boolean> {
    return { isolation: 'network', ...(this.#isInUserNamespace ? { userNamespace: true } : {}) };
  }

  async release(): Promise<void> {
    this.#layer?.stop();
  }

  async #launchHolder(owner: ProcessOwner, streams: Streams): Promise<Child> {
    const wires: Program = { ...programBesideNodes(WIRES_ARGUMENT), isForeign: true };
    if (!this.#isInUserNamespace) return await owner.launch(wires, streams);
    const holder = await owner.launch(holderInUserNamespace(wires), streams);
    this.#userNamespace = `/proc/${holder.pid}/ns/user`;
    return holder;
  }

  #in(net: string, program: Program): Program {
    return inNamespaces({ net, user: this.#userNamespace }, program);
  }
}
