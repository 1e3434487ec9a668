/**
 * The routed network of one run: the router, and the wires between it and the nodes. The same for every runtime that runs in
 * real time; where programs run, and which namespaces there are, the runtime says (`RoutingHost`).
 *
 * 1. A node's namespace has a wire from the end of `open` on, whether the node runs or not, unless a step has disconnected it.
 * 2. The counts of the router are reported by pair, whether they have a link or not; of links also where nothing was sent.
 */

import type { PairCounters, RouterEvent, RouterNodeChange } from '../../../node/contract/router.ts';
import type { Endpoint } from '../../../node/contract/types.ts';
import type { Wire } from '../../../node/contract/wires.ts';
import { obstaclesOnOtherClock } from '../../../node/link/outages.ts';
import type { Plan } from '../../plan/types.ts';
import { allGates, gatesOfNodeAt } from '../../topology/model/gates.ts';
import { Carriers, withOwnLosses } from '../carriers/carriers.ts';
import type { Helper, LaunchHelper, RouterTongue } from '../carriers/helper.ts';
import { realClock } from '../port/clock.ts';
import type { Relayed } from '../port/observation.ts';
import type { RuntimeFault, Sink } from '../port/port.ts';
import { PairCaptures } from './pair-captures.ts';
import type { WireLayer } from './wire-layer.ts';

export const ROUTER = 'router';

/** Every node has addresses of its own, so all may have the same port. */
export const ROUTED_PORT = 9000;
/** What an Ethernet carries. */
const WIRE_MTU = 1500;

export interface RoutingHost {
  launchRouter: LaunchHelper;
  /** Null where there can be no canary. */
  launchCanary: LaunchHelper | null;
  /** Makes the namespaces of the nodes, which are there for the whole run; and has them ready when it resolves. */
  makeNamespaces(): Promise<void>;
  /** Paths that open the router's namespace, once it runs, and those of nodes. */
  routerNamespace(): string;
  namespaceOf(node: string): string;
  /** Has the wires laid by a program that may; the deed is over when the promise is. */
  withWireLayer<Result>(deed: (layer: WireLayer) => Promise<Result>): Promise<Result>;
}

export class RouterCarrier extends Carriers<RouterTongue> {
  protected readonly source = ROUTER;
  readonly #plan: Plan;
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #captures: PairCaptures;
  readonly #linkDirections: readonly { from: string; to: string }[];
  /** By steps, until they come back. */
  readonly #disconnected = new Set<string>();
  /** Those that have moved, and those whose wire is being laid anew for it. */
  readonly #movedTo = new Map<string, readonly string[]>();
  readonly #moving = new Set<string>();
  #router: Helper<RouterTongue> | null = null;
  #routingHost: RoutingHost | null = null;
  /** Until the last wires are laid or removed. */
  #laying: Promise<void> = Promise.resolve();

  constructor(plan: Plan, sink: Sink) {
    super(sink);
    this.#plan = plan;
    this.#numbers = new Map(plan.nodes.map(({ name }, i) => [name, i]));
    this.#captures = new PairCaptures(sink);
    this.#linkDirections = plan.links.flatMap(({ a, b }) => [
      { from: a, to: b },
      { from: b, to: a },
    ]);
  }

  async open(routingHost: RoutingHost): Promise<void> {
    this.#routingHost = routingHost;
    const { run, links } = this.#plan;
    const open = Promise.all([this.#openRouter(routingHost), routingHost.makeNamespaces()]).then(() =>
      this.#connect(this.#plan.nodes.map(({ name }) => name)),
    );
    await this.openAll([open], run, routingHost.launchCanary, links.length);
  }

  reach(_from: string, to: string): Endpoint {
    return this.listen(to);
  }

  listen(node: string): Endpoint {
    return { host: this.#addressesOf(node)[0]!, port: ROUTED_PORT };
  }

  /** Takes its wire away, whether it runs or not. */
  async disconnect(node: string): Promise<void> {
    if (this.#disconnected.has(node)) return;
    this.#disconnected.add(node);
    await this.#withWireLayer((layer, router) => layer.remove(router, [node]));
  }

  async reconnect(node: string): Promise<void> {
    if (!this.#disconnected.has(node)) return;
    await this.#connect([node]);
    this.#disconnected.delete(node);
  }

  /** To other addresses, or to another site alone. One that is disconnected comes back there. */
  async move({ node, addresses, site }: RuntimeFault & { type: 'move' }): Promise<void> {
    const isThere = addresses.join() === this.#addressesOf(node).join();
    this.#movedTo.set(node, addresses);
    const change = {
      ...(isThere ? {} : { addresses: [...addresses] }),
      ...(site === undefined ? {} : { gates: gatesOfNodeAt(this.#plan.topology, node, site) }),
    };
    if (isThere || this.#disconnected.has(node)) return await this.#tellRouter([{ node, ...change }]);
    this.#moving.add(node);
    await this.#connect([node], change).finally(() => this.#moving.delete(node));
  }

  /** Until it is wholly back, too, or has wholly moved. */
  isDisconnected(node: string): boolean {
    return this.#disconnected.has(node) || this.#moving.has(node);
  }

  async change({ changes, sides }: RuntimeFault & { type: 'link' }): Promise<void> {
    const router = this.#router!;
    const apart = sides === undefined ? {} : { sides: sides?.map((side) => [...side]) ?? null };
    await this.unlessOver(router, router.ask({ type: 'link', changes: [...changes], ...apart }));
  }

  async attack({ node, kinds, count, everyMs }: RuntimeFault & { type: 'attack' }): Promise<void> {
    const router = this.#router!;
    const where = { node, port: ROUTED_PORT };
    const asked = router.ask({ type: 'attack', ...where, kinds: [...kinds], count, everyMs });
    this.tellAttacked(node, await this.unlessOver(router, asked));
  }

  get facts(): Record<string, number | boolean> {
    return { routed: true, canary: this.hasCanary };
  }

  protected async countsOf(router: Helper<RouterTongue>): Promise<Relayed[] | null> {
    const answer = await this.unlessOver(router, router.ask({ type: 'counters' }));
    if (answer?.type !== 'counters') return null;
    const atMs = realClock.now();
    if (!this.isClosed)
      for (const refusals of answer.refusals) this.sink.observe({ type: 'refused', ...refusals, atMs });
    const told = answer.pairs.map((counters) => relayed(counters, router));
    const known = new Set(told.map(({ from, to }) => `${from} ${to}`));
    return [
      ...told,
      ...this.#linkDirections
        .filter(({ from, to }) => !known.has(`${from} ${to}`))
        .map((way) => ({ ...way, offered: 0, dropped: {} })),
    ];
  }

  async #connect(nodes: readonly string[], change: Partial<RouterNodeChange> = {}): Promise<void> {
    const wires = nodes.map((node) => this.#wire(node, this.#routingHost!.namespaceOf(node)));
    await this.#withWireLayer((layer, namespace) => layer.lay(namespace, wires));
    await this.#tellRouter(wires.map(({ node, device }) => ({ node, wire: device, ...change })));
  }

  async #tellRouter(changes: RouterNodeChange[]): Promise<void> {
    const router = this.#router!;
    await this.unlessOver(router, router.ask({ type: 'nodes', changes }));
  }

  /** What fails in a run that is broken anyhow is nobody's mistake. */
  async #withWireLayer(deed: (layer: WireLayer, router: string) => Promise<void>): Promise<void> {
    const { routerNamespace, withWireLayer } = this.#routingHost!;
    await withWireLayer(async (layer) => {
      // Each numbers its interfaces by those that are there.
      const turn = this.#laying.then(() => deed(layer, routerNamespace()));
      this.#laying = turn.catch(() => {});
      await turn;
    }).catch((error) => {
      if (!this.isBroken) throw error;
    });
  }

  async #openRouter({ launchRouter }: RoutingHost): Promise<void> {
    const { run, topology, nodes, capture } = this.#plan;
    const { router: addresses, elsewhere } = topology.network!;
    const gates = allGates(topology);
    const router = this.makeCarrier(ROUTER, (event, carrier) => this.#told(event, carrier));
    this.#router = router;
    await router.start(launchRouter, {
      type: 'configure',
      run,
      router: ROUTER,
      addresses,
      seed: topology.seed,
      nodes: nodes.map(({ name, addresses: own = [] }) => ({ node: name, addresses: own })),
      links: topology.links.map(({ a, b, ab, ba }, i) => ({
        link: `${i}`,
        a,
        b,
        ...(ab ? { ab } : {}),
        ...(ba ? { ba } : {}),
      })),
      elsewhere,
      ...(gates.length === 0 ? {} : { gates: gates.map(({ site: _, ...gate }) => gate) }),
      ...(capture === undefined ? {} : { capture: true }),
    });
  }

  #told(event: RouterEvent, router: Helper<RouterTongue>): void {
    if (this.isClosed) return;
    if (event.type === 'pair') this.#captures.name(event.direction, event.from, event.to);
    if (event.type === 'capture') this.#captures.tell(event.records, event.lost, (ms) => router.momentOf(ms));
  }

  #wire(node: string, namespace: string): Wire {
    const gateways = this.#plan.topology.network!.router;
    const addresses = this.#addressesOf(node).map((address) => ({
      address,
      gateway: gateways.find((gateway) => gateway.includes(':') === address.includes(':'))!,
    }));
    return { node, namespace, device: `w${this.#numbers.get(node)}`, addresses, mtu: WIRE_MTU };
  }

  /** At this moment. */
  #addressesOf(node: string): readonly string[] {
    return this.#movedTo.get(node) ?? this.#plan.nodes[this.#numbers.get(node)!]!.addresses ?? [];
  }
}

function relayed(counters: PairCounters, router: Helper<RouterTongue>): Relayed {
  const { from, to, offered, dropped, overload, errors, outages = [], delays = [] } = counters;
  const lost = overload.full + overload.sendQueue;
  return {
    from,
    to,
    offered,
    dropped: withOwnLosses(dropped, lost, errors),
    ...obstaclesOnOtherClock({ outages, delays }, ({ fromMs, toMs }) => router.toHarness(fromMs, toMs)),
  };
}
