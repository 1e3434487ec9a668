/**
 * What a bug is: hooks at the ports of the real peer. Each hook gets what passes there, and `pass`, which does what the
 * peer would have done with it. A hook that is left out passes everything.
 */

import type {
  Command,
  ConfigureCommand,
  Endpoint,
  EventBody,
  PeerAddress,
} from '../../node/contract/types.ts';
import type { AddressToken } from '../../node/core/address.ts';
import type { Neighbour } from '../../node/core/neighbour.ts';
import type { Seen } from '../../node/core/origins.ts';
import type { Datagram } from '../../node/core/wire.ts';

/** The peer that a bug is in, as a process (`tap.ts`) or in a simulation (`simulated.ts`). */
export interface Mutant {
  readonly configured: ConfigureCommand;
  /** From `ready` on. */
  readonly host: {
    readonly address: Endpoint;
    tokenOf(peer: PeerAddress): AddressToken;
    /** Through the hook `send`. */
    send(to: AddressToken, bytes: Uint8Array): void;
    inject(payload: Uint8Array): void;
  };
  /** The socket itself. */
  readonly endpoint: {
    tokenOf(host: string, port: number): AddressToken;
    send(to: AddressToken, bytes: Uint8Array): void;
  };
  /** Tells the harness something, past the hook `event`. */
  emit(event: EventBody): void;
  /** Any count of milliseconds. */
  nowMs(): number;
  /** Returns what calls it off. */
  later(ms: number, act: () => void): () => void;
  /** The program ends, by itself and without a word. */
  exit(): void;
  /** It does nothing at all for so long, as in a synchronous call of the system. */
  block(ms: number): void;
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
  /** What the peer makes of a message that comes: whether it is new. */
  accept?(seen: Seen, origin: number, boot: number, sequence: number): Seen;
  /** Whether something is authentic. */
  verify?(isAuthentic: boolean): boolean;
  /** The process is about to end, after a `stop`. */
  exit?(pass: () => void): void;
}

/** Called once, when the peer is being configured; what it remembers is its own. */
export type Bug = (mutant: Mutant) => Hooks;
