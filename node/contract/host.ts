/**
 * What the session of the contract needs of whatever runs its peer: a real socket and clock in the image, virtual ones in
 * the simulator.
 */
import type { InjectRefusal } from '../core/peer.ts';
import type { DownReason } from '../core/port.ts';
import type { Random } from '../core/random.ts';
import type { PeerOptions } from './options.ts';
import type { Endpoint, PeerAddress } from './types.ts';

export interface Host {
  /** Where it really listens. */
  readonly address: Endpoint;
  setNeighbours(list: readonly PeerAddress[]): void;
  inject(payload: Uint8Array): InjectRefusal | null;
  stats(): Record<string, number>;
  /** With `goodbye`, after the neighbours have been told. */
  close(goodbye: boolean): Promise<void>;
}

export interface HostSetup extends PeerOptions {
  name: string;
  boot: number;
  /** The mesh's key: 64 hex digits. */
  key: string;
  listen: Endpoint;
  random: Random;
}

/** What the peer tells. */
export interface HostHandlers {
  /** A message has its name; nothing of it has left yet. */
  accepted(message: string): void;
  delivered(delivery: HostDelivery): void;
  /** A neighbour came (null) or went. */
  neighbour(name: string, down: DownReason | null): void;
  /** So many messages of an origin are missed for good. */
  gap(origin: string, count: number): void;
}

export interface HostDelivery {
  /** The same text on every node: it is made of what travels, and of nothing else. */
  message: string;
  /** Valid during the call only. */
  payload: Uint8Array;
  hops: number;
  via: string | undefined;
}

/** Rejects with the system's error where it cannot listen. */
export type OpenHost = (setup: HostSetup, handlers: HostHandlers) => Promise<Host>;
