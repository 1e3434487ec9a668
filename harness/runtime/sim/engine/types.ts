/**
 * What the engine is given, and what it tells.
 */
import type { Neighbour } from '../../../../node/core/neighbour.ts';
import type { DownReason } from '../../../../node/core/port.ts';
import type { Random } from '../../../../node/core/random.ts';
import type { Datagram } from '../../../../node/core/wire.ts';
import type { Conditions } from '../../../../node/link/conditions.ts';
import type { GateSpec } from '../../../../node/link/gates/gate.ts';
import type { DropReason } from '../../../../node/link/link-model.ts';

/** Nodes are known by their index in `nodes`. */
export interface WorldSpec {
  seed: number;
  nodes: readonly WorldNode[];
  links: readonly WorldLink[];
  /** Those nearest to nodes first; links through them have conditions. Absent: there are none. */
  gates?: readonly WorldGate[] | undefined;
}

/** A gate with the nodes behind it. */
export interface WorldGate extends GateSpec {
  nodes: readonly number[];
}

export interface WorldNode {
  name: string;
  /** Nothing comes in over a link unless the node sent on it less than this ago. */
  natTimeoutMs?: number;
  /** Of a routed network, whose conditions count whole packets: the bytes before the payload of each that is sent to it. */
  headBytes?: number;
}

/**
 * A direction with conditions, even with none in it (`{}`), draws from its random stream and counts from the start, as
 * one through a relay does. One without (undefined) does so from its first `change` on, and where a NAT is at an end.
 */
export interface WorldLink {
  a: number;
  b: number;
  ab?: Conditions | undefined;
  ba?: Conditions | undefined;
}

/** How a peer is started. */
export interface BootSetup {
  boot: number;
  /** Tells meshes apart, as `deriveKeys` would make it of a key. */
  network: number;
  keepaliveMs: number;
  hopLimit: number;
  storeMessages: number;
  random: Random;
}

/** What happens at nodes. Called in the middle of an event: none may throw, and none may call a world's verbs. */
export interface WorldSink {
  /** An `inject` has its number, and the first datagram is about to leave. */
  accepted(node: number, sequence: number): void;
  /** `message` and `bytes` are valid during the call only. */
  delivered(node: number, message: Datagram, bytes: Uint8Array, via: Neighbour | null): void;
  /** A neighbour came (null) or went. */
  neighbour(node: number, neighbour: Neighbour, down: DownReason | null): void;
  /** So many messages of an origin, by its id, are missed for good. */
  gap(node: number, origin: number, count: number): void;
}

export interface DirectionChange {
  conditions?: Conditions | undefined;
  cut?: boolean | undefined;
  /** Of a node that has moved: nothing is sent this way any more, uncounted; what is under way does not come in. */
  astray?: { isSent: boolean; isTaken: boolean };
}

/** Of one direction since the start: offered + duplicated = passed + dropped + inFlight. */
export interface DirectionCounts {
  offered: number;
  offeredBytes: number;
  passed: number;
  inFlight: number;
  duplicated: number;
  corrupted: number;
  reordered: number;
  dropped: Partial<Record<DropReason, number>>;
}
