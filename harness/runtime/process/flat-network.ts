/** Loopback addresses, which all processes of this machine share, and relays between them. */

import type { Endpoint } from '../../../node/contract/types.ts';
import type { Plan } from '../../plan/types.ts';
import { CANARY } from '../carriers/carriers.ts';
import type { SocketPlace } from '../gauges/socket-drops.ts';
import type { Progress, Sink } from '../port/port.ts';
import { assignLinksToRelays } from '../relays/assignment.ts';
import { Relays } from '../relays/relays.ts';
import { type Addresses, reserveLoopbackAddresses } from './addresses.ts';
import type { ProcessNetwork } from './network.ts';
import type { ProcessOwner } from './process-owner.ts';
import { CANARY_ARGUMENT, type Program, programBesideNodes, RELAY_ARGUMENT } from './program.ts';

export class FlatProcessNetwork implements ProcessNetwork {
  readonly carriers: Relays;
  #addresses: Addresses | null = null;

  constructor(sink: Sink) {
    this.carriers = new Relays(sink);
  }

  readonly isDisconnected = (): boolean => false;

  readonly placeOf = (node: string): SocketPlace | null => {
    if (this.#addresses === null) return null;
    const { host, port } = this.#addresses.of(node);
    return this.#addresses.areShared ? { host, port } : { host };
  };

  async open(plan: Plan, owner: ProcessOwner, progress: Progress): Promise<void> {
    const assignments = assignLinksToRelays(plan, () => '');
    const names = [...plan.nodes.map(({ name }) => name), ...assignments.map(({ relay }) => relay)];
    const addresses = await reserveLoopbackAddresses(names, plan.topology.addresses);
    this.#addresses = addresses;
    if (assignments.length > 0) progress('starting the relays');
    const placement = {
      launch: (name: string, streams: Parameters<ProcessOwner['launch']>[1]) =>
        owner.launch(
          name === CANARY ? programBesideNodes(CANARY_ARGUMENT) : programBesideNodes(RELAY_ARGUMENT, name),
          streams,
        ),
      node: (name: string) => addresses.of(name),
      bind: (relay: string) => addresses.of(relay).host,
      host: (relay: string) => addresses.of(relay).host,
    };
    await this.carriers.open(plan, assignments, placement, true);
  }

  listen(node: string): Endpoint {
    return this.#addresses!.of(node);
  }

  reach(from: string, to: string): Endpoint {
    return this.carriers.reach(from, to) ?? this.listen(to);
  }

  at(_node: string, program: Program): Program {
    return program;
  }

  async free(node: string): Promise<void> {
    await this.#addresses?.free(node);
  }

  facts(): Record<string, string> {
    return { isolation: 'none', addresses: this.#addresses!.block };
  }

  async release(): Promise<void> {
    await this.#addresses?.release();
  }
}
