/**
 * The node contract, version 1: the JSON Lines that a node and the harness exchange on stdin and stdout.
 *
 * Types only, so that both sides may import them: `node/` to speak the contract, `harness/` to read it.
 * A line is one JSON object; its field `type` names the command or event. Unknown fields and unknown
 * types are ignored on both sides, so that the contract can grow.
 *
 * Times `t` are Unix milliseconds with a fraction, by the node's own clock.
 */

export const CONTRACT_VERSION = 1;

/** Where a datagram for a neighbour is sent. `host` is an IP literal; it may be a relay's. */
export interface PeerAddress {
  node: string;
  host: string;
  port: number;
}

export interface Endpoint {
  host: string;
  port: number;
}

/** Takes an idle node into a run: bind `listen`, speak to `peers`, then say `ready`. */
export interface ConfigureCommand {
  type: 'configure';
  run: string;
  node: string;
  /** Counts the starts of this node in this run, from 1. (node, boot, sequence) never repeats. */
  boot: number;
  /** An unsigned 32-bit integer; a node that draws at random draws from it. */
  seed: number;
  /** The mesh's key: 64 hex digits. */
  key: string;
  listen: Endpoint;
  peers: PeerAddress[];
  /** The topology's `peer:` block, as written. */
  options: Record<string, unknown>;
}

/** Broadcast `data` (base64). Answered by `injected` or `error` with the same `ref`. */
export interface InjectCommand {
  type: 'inject';
  ref: string;
  data: string;
}

/** Replaces the list of neighbours. */
export interface PeersCommand {
  type: 'peers';
  peers: PeerAddress[];
}

export type Command =
  | ConfigureCommand
  | InjectCommand
  | PeersCommand
  | { type: 'stats' }
  | { type: 'ping'; ref: string }
  | { type: 'reset' }
  | { type: 'stop' };

/** What every event carries. `seq` starts at 1 with the process and counts up by one, also across `reset`. */
export interface EventHead {
  /** The run of the last `configure`; null before it. */
  run: string | null;
  seq: number;
  t: number;
}

/** Well-known names in `stats.counters`; a program may add its own. All count from `configure`. */
export type WellKnownCounter =
  | 'data.sent'
  | 'data.received'
  | 'data.duplicate'
  | 'delivered'
  | 'bytes.sent'
  | 'bytes.received';

export type EventBody =
  | { type: 'idle'; contract: number; program: string }
  | { type: 'ready'; host: string; port: number }
  /** Written before the first datagram of that message leaves. */
  | { type: 'injected'; ref: string; message: string }
  /** `digest`: the first 16 hex digits of the payload's SHA-256. `via`: the neighbour it came from. */
  | { type: 'delivered'; message: string; digest: string; hops?: number; via?: string }
  | { type: 'peer-up'; node: string }
  | { type: 'peer-down'; node: string; reason: string }
  /** Messages of `origin` known to be missed for good. */
  | { type: 'gap'; origin: string; count: number }
  | { type: 'stats'; counters: Record<string, number> }
  | { type: 'pong'; ref: string }
  | { type: 'error'; code: string; text: string; ref?: string }
  | { type: 'bye' };

export type NodeEvent = EventHead & EventBody;
