/** Networks of the engine, on which containers find each other, and relays between them. */

import type { Plan } from '../../plan/types.ts';
import type { Step } from '../../topology/topology.ts';
import { verbOf } from '../../topology/verbs/lookup.ts';
import type { Progress, Sink, Surroundings } from '../port/port.ts';
import { type AssignedLink, assignLinksToRelays, type RelayAssignment } from '../relays/assignment.ts';
import { type RelayPlacement, Relays } from '../relays/relays.ts';
import type { Container } from './container.ts';
import type { DockerNetwork } from './network.ts';
import { type Attachment, type Attachments, networkOfLink } from './networks.ts';
import { disconnectFromAllNetworks, OffNetwork } from './off-network.ts';
import type { FlatPlacement } from './placement.ts';

export class FlatDockerNetwork implements DockerNetwork {
  readonly carriers: Relays;
  readonly placement: FlatPlacement;
  readonly #plan: Plan;
  readonly #assignments: readonly RelayAssignment[];
  readonly #offNetwork = new OffNetwork();
  #attachments: Attachments = new Map();

  constructor(plan: Plan, sink: Sink, placement: FlatPlacement) {
    this.carriers = new Relays(sink);
    this.placement = placement;
    this.#plan = plan;
    this.#assignments = assignLinksToRelays(plan, networkOfLink(plan));
  }

  get needsHelpers(): boolean {
    return this.#assignments.length > 0;
  }

  async open(helperImage: string | null, mustBeOpen: () => void, progress: Progress): Promise<void> {
    progress('making the networks');
    this.#attachments = await this.placement.attach(this.#assignments);
    mustBeOpen();
    if (this.needsHelpers) progress('starting the relays');
    const relayPlacement = this.#relayPlacement(helperImage);
    await this.carriers.open(this.#plan, this.#assignments, relayPlacement, helperImage !== null);
  }

  places(): Pick<Surroundings, 'listen' | 'reach' | 'outside'> {
    const { topology, nodes, open } = this.#plan;
    const { networks, port } = this.placement;
    const networkOf = networkOfLink(this.#plan);
    const leaving = new Set(open ? nodes.map(({ name }) => name) : topology.steps.flatMap(leavingIn));
    return {
      listen: (node) => ({ host: listenOn(this.#at(node), leaving.has(node)), port }),
      reach: (from, to) => {
        const network = networkOf(from, to);
        const straight = this.#at(to).find((attached) => attached.network.name === network);
        return this.carriers.reach(from, to) ?? { host: straight!.address, port };
      },
      outside: {
        address: (node) => ({ host: this.#at(node)[0]!.address, port }),
        networks: Object.fromEntries(networks.map(({ name, fullName }) => [name, fullName])),
      },
    };
  }

  async disconnect(node: string, container: Container | undefined): Promise<void> {
    await this.#offNetwork.unplug(node, container, this.#at(node));
  }

  async reconnect(node: string, container: Container | undefined): Promise<void> {
    await this.#offNetwork.plug(node, container, this.#at(node));
  }

  async move(): Promise<void> {
    // The file allows no step `move` here.
  }

  /** Nobody sees that it was on the network for a moment. */
  async launched(node: string, container: Container): Promise<void> {
    if (this.isUnplugged(node)) await disconnectFromAllNetworks(container, this.#at(node));
  }

  mayBeOff(node: string): boolean {
    return this.#offNetwork.mayBeOff(node);
  }

  isUnplugged(node: string): boolean {
    return this.#offNetwork.isUnplugged(node);
  }

  #at(name: string): readonly Attachment[] {
    return this.#attachments.get(name) ?? [];
  }

  #relayPlacement(helperImage: string | null): RelayPlacement {
    const { placement } = this;
    const address = (name: string, { network }: AssignedLink) => {
      const place = this.#at(name).find((attached) => attached.network.name === network);
      if (place === undefined) throw new Error(`${name} is not on the network ${network}`);
      return place.address;
    };
    return {
      launch: (name, streams) => placement.launchHelper(name, helperImage!, streams),
      node: (name, link) => ({ host: address(name, link), port: placement.port }),
      bind: (relay) => listenOn(this.#at(relay)),
      host: address,
    };
  }
}

/** On several networks, or when the address may go away and come back, on all of them. */
function listenOn([first, ...more]: readonly Attachment[], comesAndGoes = false): string {
  if (first === undefined) throw new Error('it is on no network');
  if (more.length === 0 && !comesAndGoes) return first.address;
  return first.network.ipv6 === null ? '0.0.0.0' : '::';
}

/** The nodes that the step takes off their networks. */
function leavingIn(step: Step): readonly string[] {
  return verbOf(step).nodes?.network === 'leaves' && 'nodes' in step ? step.nodes : [];
}
