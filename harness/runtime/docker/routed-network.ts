/** Each container by a wire to the router, and on no network of the engine's. */

import type { Plan } from '../../plan/types.ts';
import type { Progress, RuntimeFault, Sink, Surroundings } from '../port/port.ts';
import { RouterCarrier } from '../router/router-carrier.ts';
import type { DockerNetwork } from './network.ts';
import { RoutedPlacement } from './routed-placement.ts';

export class RoutedDockerNetwork implements DockerNetwork {
  readonly carriers: RouterCarrier;
  readonly placement: RoutedPlacement;
  readonly needsHelpers = true;

  constructor(plan: Plan, sink: Sink) {
    this.carriers = new RouterCarrier(plan, sink);
    this.placement = new RoutedPlacement(plan);
  }

  async open(helperImage: string | null, _mustBeOpen: () => void, progress: Progress): Promise<void> {
    progress('laying the wires');
    await this.carriers.open(this.placement.routingHost(helperImage!));
  }

  places(): Pick<Surroundings, 'listen' | 'reach'> {
    return {
      listen: (node) => this.carriers.listen(node),
      reach: (from, to) => this.carriers.reach(from, to),
    };
  }

  async disconnect(node: string): Promise<void> {
    await this.carriers.disconnect(node);
  }

  async reconnect(node: string): Promise<void> {
    await this.carriers.reconnect(node);
  }

  async move(fault: RuntimeFault & { type: 'move' }): Promise<void> {
    await this.carriers.move(fault);
  }

  async launched(): Promise<void> {
    // Its wire is that of its companion, and is there or not.
  }

  mayBeOff(node: string): boolean {
    return this.carriers.isDisconnected(node);
  }

  isUnplugged(): boolean {
    return false;
  }
}
