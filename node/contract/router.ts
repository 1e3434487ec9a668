/**
 * What the router of a routed network and the harness say to each other: JSON Lines on stdin and stdout, as with a
 * relay, whose words these are wherever they mean the same. Types and one constant. Unknown fields and unknown types are ignored on both sides.
 *
 *     idle ──configure──▶ ready ──reset──▶ idle ──configure──▶ … ──stop──▶ bye
 *
 * A pair is the direction from one node to another, whether they have a link or not. Its conditions count in bytes of
 * whole packets, the headers of IP with them; `mtuBytes` is the pair's MTU.
 */
import type { Conditions } from '../link/conditions.ts';
import type { GateSpec } from '../link/gates/gate.ts';
import type {
  DirectionCounters,
  RelayCommand,
  RelayEventBody,
  RelayHealth,
  RelayLimits,
  RelayLink,
} from './relay.ts';
import type { EventHead } from './types.ts';

export const ROUTER_CONTRACT_VERSION = 1;

/**
 * A wire is a veth pair that resolves no addresses (`arp off`): all nodes' ends have this address of Ethernet, and the router's ends another. A
 * node's end cuts its own segments (`gso_max_segs 1`), has the node's addresses, and its default route. The
 * MTU of both is 1,900 at most.
 */
export const WIRE_MAC = '02:00:00:00:00:01';

/** A node and its end in the router's namespace. */
export interface RouterNode {
  node: string;
  /** IP literals. What it sends from others is dropped. */
  addresses: string[];
}

/** As of a relay, without places: two nodes by name. */
export interface RouterLink extends Omit<RelayLink, 'a' | 'b'> {
  a: string;
  b: string;
}

/** What holds between nodes without a link: everything passes, nothing does, or these conditions hold. */
export type Elsewhere = 'open' | 'closed' | Conditions;

/**
 * A gate: what stands between these nodes and all others. Among each other they do not meet it. A node may be behind several, the
 * first of them nearest to it.
 */
export interface RouterGate extends GateSpec {
  nodes: string[];
}

export interface RouterConfigureCommand {
  type: 'configure';
  run: string;
  router: string;
  /** The router's own addresses, at most one of IPv4 and one of IPv6: it answers an echo there, and speaks ICMP from there. */
  addresses: string[];
  /** Each pair draws from (seed, from, to), as a relay's direction does. */
  seed: number;
  nodes: RouterNode[];
  links: RouterLink[];
  elsewhere: Elsewhere;
  gates?: RouterGate[];
  limits?: RelayLimits;
  /** Tell of every packet, by the events `capture`. Directions are numbered as the events `pair` say. */
  capture?: boolean;
}

/**
 * From now on: another wire, by the name of its interface, other addresses, or other gates, by their places in `configure`, the
 * nearest first. What is under way to an address that the node leaves is dropped at the end of its way, as `moved`.
 */
export interface RouterNodeChange {
  node: string;
  wire?: string;
  addresses?: string[];
  gates?: number[];
}

export type RouterCommand =
  | RouterConfigureCommand
  /** All at one moment, or none with an `error`. Answered by `changed`. A node has no wire until it is given one. */
  | { type: 'nodes'; ref: string; changes: RouterNodeChange[] }
  /**
   * Of pairs with or without a link. A pair that `elsewhere` closes stays closed. `sides`: from now on nothing passes between
   * nodes of two of these lists that have no link; null: it does again.
   */
  | (Extract<RelayCommand, { type: 'link' }> & { sides?: string[][] | null })
  /** Datagrams to this UDP port of the node. */
  | (Extract<RelayCommand, { type: 'attack' }> & { port: number })
  | Exclude<RelayCommand, { type: 'configure' | 'link' | 'attack' }>;

/**
 * Of a pair. `link` is absent where there is none. Pairs to which nothing was offered are left out. `dropped` has also what found no room
 * in an `uplink` or a `downlink`, what a `firewall` at the end of the way kept out, and what was for an address that is nobody's any more.
 */
export interface PairCounters
  extends Omit<DirectionCounters, 'link' | 'strangers' | 'firstStranger' | 'overload'> {
  link?: string;
  overload: { full: number; sendQueue: number };
}

/**
 * Why the router forwards a packet to nobody, before any pair:
 *
 *     version, length, checksum, options, fragment    its headers are not sound, it is longer than a wire carries, or it lies over
 *                    another fragment
 *     local          to several, to all, or no farther than the wire
 *     spoofed        from an address that is not its node's
 *     ttl            it has made all its hops; its sender gets `time exceeded`
 *     unreachable    nobody has the address, or nobody listens there: its sender gets `host` or `port unreachable`
 *     protocol       neither IPv4 nor IPv6
 */
export type Refusal =
  | ('version' | 'length' | 'checksum' | 'options' | 'fragment')
  | ('local' | 'spoofed' | 'ttl' | 'unreachable' | 'protocol');

/** What came from a node and was refused; a NAT has reasons of its own. What a firewall keeps out is counted with the pair. */
export interface NodeRefusals {
  node: string;
  refused: Record<Refusal | (string & {}), number>;
  /** The first address that was not its own. */
  firstSpoofed?: string;
}

export interface RouterHealth extends Omit<RelayHealth, 'receiveBufferBytes' | 'socketErrors'> {
  /** Packets that found no room before they were read: lost by the router itself, and never offered. */
  receive: number;
  /** By wires that no node has. */
  strayed: number;
}

export type RouterEventBody =
  | { type: 'ready' }
  /** Made when first needed. `direction`: its number in captures. */
  | { type: 'pair'; direction: number; from: string; to: string }
  | {
      type: 'counters';
      ref: string;
      pairs: PairCounters[];
      refusals: NodeRefusals[];
      health: RouterHealth;
    }
  | Exclude<RelayEventBody, { type: 'ready' | 'counters' }>;

export type RouterEvent = EventHead & RouterEventBody;
