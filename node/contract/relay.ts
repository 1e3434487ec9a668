/**
 * What a relay and the harness say to each other: JSON Lines on stdin and stdout, as with a node.
 *
 * Types and a list of words, so that both sides may import them. Unknown fields and unknown types are ignored on both sides. Times
 * are in milliseconds; where they name a moment, by the relay's own clock: Unix milliseconds with a fraction.
 *
 *     idle ──configure──▶ ready ──reset──▶ idle ──configure──▶ … ──stop──▶ bye
 */

import type { Conditions } from '../link/conditions.ts';
import type { DropReason } from '../link/link-model.ts';
import type { Obstacles } from '../link/outages.ts';
import type { AttackKind } from '../link/stranger.ts';
import type { EventHead } from './types.ts';

export const RELAY_CONTRACT_VERSION = 1;

/** One end of a link: a node, and where it really listens. */
export interface RelayEnd {
  node: string;
  /** An IP literal. */
  host: string;
  port: number;
  /** Nothing comes in to this node over the link unless it sent on it less than this ago. */
  natTimeoutMs?: number;
}

export interface RelayLink {
  /** Comes back in `ready`; means nothing to the relay. */
  link: string;
  a: RelayEnd;
  b: RelayEnd;
  /** What a datagram from a to b meets, and one from b to a. */
  ab?: Conditions;
  ba?: Conditions;
  cutAb?: boolean;
  cutBa?: boolean;
}

/** Binds a port for each end of each link, then says `ready`. One link between two nodes at most. */
export interface RelayConfigureCommand {
  type: 'configure';
  run: string;
  relay: string;
  /** The address that its ports are bound to: of one network, or 0.0.0.0 or :: for a relay on several. */
  listen: { host: string };
  /** Each direction draws from (seed, from, to): the same everywhere, in whichever relay a link is. */
  seed: number;
  links: RelayLink[];
  limits?: RelayLimits;
  /** Tell of every datagram, by the events `capture`. */
  capture?: boolean;
}

/** How much may be under way in this relay at once; what does not fit is dropped as its own overload. */
export interface RelayLimits {
  datagrams?: number;
  bytes?: number;
}

/** From now on. `conditions` replaces all of them; what is under way already arrives as it was decided. */
export interface RelayLinkChange {
  from: string;
  to: string;
  conditions?: Conditions;
  cut?: boolean;
}

export interface AttackResult {
  sent: Record<AttackKind, number>;
  /** Datagrams that came back from the node's own address. */
  answers: number;
  /** The beginning of the first one, in base64. */
  firstAnswer?: string;
  /** Of what was sent, how many gates of a routed network kept out. Absent: none. */
  keptOut?: number;
}

export type RelayCommand =
  | RelayConfigureCommand
  /** All at one moment, or none with an `error`. Answered by `changed` once in force. */
  | { type: 'link'; ref: string; changes: RelayLinkChange[] }
  | { type: 'counters'; ref: string }
  /** Goes on while other commands are carried out; answered by `attacked` when it is over. */
  | { type: 'attack'; ref: string; node: string; kinds: AttackKind[]; count: number; everyMs: number }
  | { type: 'ping'; ref: string }
  | { type: 'reset' }
  | { type: 'stop' };

/**
 * What happened to datagrams in one direction since `configure`. Nothing is lost between the lines:
 * offered + duplicated = passed + all of `dropped` + overload.full + overload.sendQueue + all of `errors` + inFlight.
 *
 * `outages` and `delays` are those since it was asked last; absent where there was neither. An outage that goes on is reported as far as
 * it has come, and again when it has gone on.
 */
export interface DirectionCounters extends Partial<Obstacles> {
  link: string;
  from: string;
  to: string;
  /**
   * From `from`'s address, whatever became of them; `offeredBytes` is their payload. From whatever port, unless another
   * node has the same address.
   */
  offered: number;
  offeredBytes: number;
  /** Copies handed to the system towards `to`. */
  passed: number;
  inFlight: number;
  /** By the conditions; reasons that did not occur are absent. */
  dropped: Partial<Record<DropReason, number>>;
  /** Second copies made. */
  duplicated: number;
  corrupted: number;
  /** Left after one that had come later. */
  reordered: number;
  /** From others than `from`'s address, to the port that is for `from`: dropped. */
  strangers: number;
  /** Where the first of them came from. */
  firstStranger?: { host: string; port: number };
  /** Lost by the relay itself; no condition wanted it. */
  overload: {
    /** The receive buffer overflowed; null where the system does not tell. These were never offered. */
    receive: number | null;
    /** Too much under way. */
    full: number;
    /** The system did not take more. */
    sendQueue: number;
  };
  /** Sends that the system refused, by its code. */
  errors: Record<string, number>;
}

/** How the relay itself fares. */
export interface RelayHealth {
  inFlight: number;
  inFlightBytes: number;
  inFlightPeak: number;
  /** Released more than `LATE_MS` after their time. */
  lateDatagrams: number;
  worstLateMs: number;
  /** Of its sockets, as read back; the system may grant less than was asked. */
  receiveBufferBytes: number;
  /** Errors of sockets that belong to no datagram, by the system's code. */
  socketErrors: Record<string, number>;
  cpuMs: number;
}

/**
 * Why a relay was late: its event loop did not turn (`loop`), datagrams left after their time (`release`), it had no
 * idle moment, so that more may wait in its sockets (`saturated`), or too much was under way (`full`).
 */
export type LateCause = 'loop' | 'release' | 'saturated' | 'full';

export type RelayEventBody =
  | { type: 'idle'; contract: number; program: string }
  /** a gets `host`:`aPort` as b's address, and b `host`:`bPort` as a's. */
  | { type: 'ready'; host: string; links: { link: string; aPort: number; bPort: number }[] }
  /** In force at `t`. What entered the changed directions before it has left by `throughAtMs`. */
  | { type: 'changed'; ref: string; throughAtMs: number }
  | { type: 'counters'; ref: string; directions: DirectionCounters[]; health: RelayHealth }
  /** Its own overload, between two moments; datagrams by the number that is known of. Not more often than four a second each. */
  | {
      type: 'late';
      cause: LateCause;
      fromMs: number;
      toMs: number;
      /** The worst that is known of; absent where it cannot be known. */
      lateMs?: number;
      datagrams: number;
    }
  /**
   * What has passed since the last of these events, in base64; `capture.ts` has the layout. `lost`: so many records are
   * missing, because nobody read. All of what passed before is reported before an answer to `counters`, and before `bye`.
   */
  | { type: 'capture'; records: string; lost: number }
  | ({ type: 'attacked'; ref: string } & AttackResult)
  | { type: 'pong'; ref: string }
  | { type: 'error'; code: string; text: string; ref?: string }
  | { type: 'bye' };

export type RelayEvent = EventHead & RelayEventBody;
