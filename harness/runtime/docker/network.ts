/**
 * How the containers of a run reach each other: on networks of the engine, with relays between them (`flat-network.ts`), or each by a wire
 * to the router (`routed-network.ts`).
 */

import type { Progress, RuntimeFault, Surroundings } from '../port/port.ts';
import type { Relays } from '../relays/relays.ts';
import type { RouterCarrier } from '../router/router-carrier.ts';
import type { Container } from './container.ts';
import type { Placement } from './placement.ts';

export interface DockerNetwork {
  readonly carriers: Relays | RouterCarrier;
  readonly placement: Placement;
  /** Whether anything has to run beside the nodes, from the bundled peer's image. */
  readonly needsHelpers: boolean;
  /** Resolves when the carriers carry. `helperImage` is null where there is none. `mustBeOpen` throws when the runtime was closed meanwhile. */
  open(helperImage: string | null, mustBeOpen: () => void, progress: Progress): Promise<void>;
  /** Where nodes are to be found. */
  places(): Pick<Surroundings, 'listen' | 'reach' | 'outside'>;
  /** `container` is the node's, if it runs. */
  disconnect(node: string, container: Container | undefined): Promise<void>;
  reconnect(node: string, container: Container | undefined): Promise<void>;
  move(fault: RuntimeFault & { type: 'move' }): Promise<void>;
  /** A container of the node's is there, and has been told no neighbours yet. */
  launched(node: string, container: Container): Promise<void>;
  /** Until it is wholly back, a node may lack interfaces because of us. */
  mayBeOff(node: string): boolean;
  /** Whether its container has been taken off networks that it was launched on. */
  isUnplugged(node: string): boolean;
}
