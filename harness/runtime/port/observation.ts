/**
 * What a runtime sees of nodes and links from outside: evidence that rests on no node's own word. Times are milliseconds of the
 * runtime's clock.
 */

import type { AttackResult } from '../../../node/contract/relay.ts';
import type { Endpoint } from '../../../node/contract/types.ts';
import type { Obstacles } from '../../../node/link/outages.ts';

/** One start of a node. */
export interface NodeBoot {
  node: string;
  boot: number;
}

export type Observation =
  /** The node waited for a processor for `lateMs` in all, somewhere between the two moments. */
  | { type: 'waited'; from: NodeBoot; fromMs: number; toMs: number; lateMs: number }
  /** Somebody has done this to the node, and no step, between the two moments. */
  | { type: 'interfered'; from: NodeBoot; how: Interference; fromMs: number; toMs: number }
  /** The node used so much of a processor since the last such observation. */
  | { type: 'ran'; from: NodeBoot; ranMs: number }
  /** What the kernel counts for the node's sockets has changed. */
  | { type: 'kernel'; from: NodeBoot; counts: KernelCounts; atMs: number }
  /** The most memory that the node's program has had so far, when that has grown. */
  | { type: 'memory'; from: NodeBoot; peakBytes: number; atMs: number }
  /** The relays' counts, about once a second, and once more when asked by `apply({ type: 'count' })`. */
  | { type: 'relayed'; counts: readonly Relayed[]; atMs: number }
  /** Packets of a node that the router has forwarded to nobody so far, by reason, and the first address that was not the node's own. */
  | { type: 'refused'; node: string; refused: Record<string, number>; firstSpoofed?: string; atMs: number }
  /** The result of an attack on a node. */
  | { type: 'attacked'; node: string; result: AttackResult; atMs: number }
  /** A relay, or the machine beside the nodes, was late: datagrams and timers waited for up to `lateMs`. */
  | { type: 'late'; source: string; fromMs: number; toMs: number; lateMs: number }
  /** Datagrams that went through relays, where the plan captures; `missing`: so many records more were lost. */
  | { type: 'crossed'; crossings: readonly Crossing[]; missing: number };

/** Datagrams that came to a node's machine and found its socket full, since the boot began. */
export interface KernelCounts {
  /** By the node's sockets that are open. */
  socketDrops: number;
  /** By all sockets that the node ever had; absent where it shares its network namespace with others. */
  rcvbufErrors?: number;
}

/** What others can do to a node: SIGSTOP, `docker pause`, `docker network disconnect`. */
export type Interference = 'stopped' | 'frozen' | 'disconnected';

/**
 * Cumulative counts of a relay for one direction of a link. `dropped` is by reason: those of the link model
 * (`DropReason`), and two that no condition wanted: `relay` for what the relay itself lost (its sockets or its memory
 * were full; what overflowed a socket is not in `offered`), `refused` for what the system would not send. Reasons that
 * did not occur are absent. `outages` and `delays` are those since the last counts, by the runtime's clock; an outage that goes on is
 * told as far as it has come.
 */
export interface Relayed extends Partial<Obstacles> {
  from: string;
  to: string;
  offered: number;
  /** Of all that was offered: the payload of datagrams; absent where packets of all protocols are counted. */
  offeredBytes?: number;
  dropped: Record<string, number>;
  /** What came to the relay's address for `from` from another address than `from`'s: dropped, and in no other count. */
  strangers?: Strangers;
}

export interface Strangers extends Endpoint {
  count: number;
}

/**
 * A datagram at one side of what applies a link's conditions: as it came from `from`, or as it left for `to`. One that
 * was dropped is reported with the reason, in the words of `Relayed`, at the side where it was: one that never came through
 * the conditions has only been `in`.
 */
export type Crossing = CrossingOf<CrossedDatagram> | CrossingOf<CrossedPacket>;

/** As relays see it: one of the two addresses is the relay's. */
export interface CrossedDatagram {
  source: Endpoint;
  destination: Endpoint;
  payload: Uint8Array;
}

/** As the router sees it: a whole packet of IP. */
export interface CrossedPacket {
  packet: Uint8Array;
}

type CrossingOf<What> = What & {
  atMs: number;
  from: string;
  to: string;
  side: 'in' | 'out';
  dropped?: string;
  /** Of one that came in: what the conditions then do to it. */
  corrupted?: boolean;
  duplicated?: boolean;
};
