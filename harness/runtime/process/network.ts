/**
 * Where the processes of a run are: on loopback addresses with relays between them (`flat-network.ts`), or each in a network
 * namespace with a wire to the router (`routed-network.ts`).
 */

import type { Endpoint } from '../../../node/contract/types.ts';
import type { Plan } from '../../plan/types.ts';
import type { SocketPlace } from '../gauges/socket-drops.ts';
import type { Progress } from '../port/port.ts';
import type { Relays } from '../relays/relays.ts';
import type { RouterCarrier } from '../router/router-carrier.ts';
import type { ProcessOwner } from './process-owner.ts';
import type { Program } from './program.ts';

export interface ProcessNetwork {
  readonly carriers: Relays | RouterCarrier;
  /** Of a node's sockets, where it shares its network with others; null where it has one for itself. */
  readonly placeOf: (node: string) => SocketPlace | null;
  readonly isDisconnected: (node: string) => boolean;
  /** Resolves when the carriers carry. */
  open(plan: Plan, owner: ProcessOwner, progress: Progress): Promise<void>;
  listen(node: string): Endpoint;
  reach(from: string, to: string): Endpoint;
  /** The node's program, at its place. */
  at(node: string, program: Program): Program;
  /** Before a node starts: its endpoint is its own from now on. */
  free(node: string): Promise<void>;
  /** For the file beside the journal. */
  facts(): Record<string, string | number | boolean>;
  release(): Promise<void>;
}
