/**
 * What a bug is: hooks at the ports of the real peer. Each hook gets what passes there, and `pass`, which does what the
 * peer would have done with it. A hook that is left out passes everything.
 */

import type { Command, ConfigureCommand, EventBody } from '../../node/contract/types.ts';
import type { Neighbour } from '../../node/core/neighbour.ts';
import type { AddressToken } from '../../node/core/port.ts';
import type { Datagram } from '../../node/core/wire.ts';
import type { UdpEndpoint } from '../../node/udp/endpoint.ts';
import type { PeerHost } from '../../node/udp/host.ts';

/** The peer that a bug is in. */
export interface Mutant {
  readonly configured: ConfigureCommand;
  /** From `ready` on. */
  readonly host: PeerHost;
  readonly endpoint: UdpEndpoint;
  /** Tells the harness something, past the hook `event`. */
  emit(event: EventBody): void;
}

export interface Source {
  token: AddressToken;
  host: string;
  port: number;
}

export interface Hooks {
  /** A command of the harness comes in. The first is the `configure` that named the bug. */
  command?(command: Command, pass: (command: Command) => void): void;
  /** An event of the peer goes out. */
  event?(event: EventBody, pass: (event: EventBody) => void): void;
  /** A datagram leaves. */
  send?(to: AddressToken, bytes: Uint8Array, pass: (bytes: Uint8Array) => void): void;
  /** A datagram has arrived. */
  receive?(bytes: Uint8Array, from: Source, pass: (bytes: Uint8Array) => void): void;
  /** A message is about to be delivered. */
  deliver?(
    message: Datagram,
    bytes: Uint8Array,
    via: Neighbour | null,
    pass: (bytes: Uint8Array) => void,
  ): void;
  /** The process is about to end, after a `stop`. */
  exit?(pass: () => void): void;
}

/** Called once, when the peer is being configured; what it remembers is its own. */
export type Bug = (mutant: Mutant) => Hooks;
