/**
 * What the program that lays wires and the harness say to each other: JSON Lines on stdin and stdout, as with a relay.
 *
 * A wire is a veth pair: one end is a node's `eth0`, the other is in the router's namespace, where the kernel itself does nothing with what
 * comes in: a packet socket sees it. A namespace is given as a path that opens it: `/proc/PID/ns/net` for that of a process, or
 * what `hold` answered. Types only; unknown fields and unknown types are ignored on both sides.
 *
 * Nothing that is made here outlives its users: a namespace ends with the last process in it and the last that has it open, a wire with
 * either namespace.
 */
import type { EventHead } from './types.ts';

export const WIRES_CONTRACT_VERSION = 1;

export interface Wire {
  node: string;
  /** The node's namespace. */
  namespace: string;
  /** The name of the router's end, at most 15 characters; the node's is `eth0`. */
  device: string;
  /** The node's addresses, at most one of each family, each with the gateway of its default route. IP literals. */
  addresses: { address: string; gateway: string }[];
  mtu: number;
}

/** `router` is the router's namespace; absent: that of the program itself. */
export type WiresCommand =
  /** Makes namespaces, which are there for as long as this program or anything in them runs. */
  | { type: 'hold'; ref: string; count: number }
  /** Lays all of them; what has been laid before in the same way is left alone. */
  | { type: 'wire'; ref: string; router?: string; wires: Wire[] }
  /** Removes the wires of these nodes; without `nodes` all of them. */
  | { type: 'unwire'; ref: string; router?: string; nodes?: string[] }
  | { type: 'list'; ref: string; router?: string }
  | { type: 'stop' };

/** What became of one wire. Of one that failed nothing is left. */
export type WireResult =
  | { node: string; is: 'laid' | 'kept' }
  /** `step` is what was being done, `errno` the kernel's name for why it failed, `text` its words. */
  | { node: string; is: 'failed'; step: string; errno: string; text: string };

/** A wire that is there, as its router's end says. */
export interface WireRow extends Omit<Wire, 'namespace'> {
  /** The kernel's name of the node's namespace: `net:[4026532391]`. */
  namespaceId: string;
}

export type WiresEventBody =
  | { type: 'idle'; contract: number; program: string }
  | { type: 'held'; ref: string; namespaces: string[] }
  | { type: 'wired'; ref: string; wires: WireResult[] }
  | { type: 'unwired'; ref: string; nodes: string[] }
  | { type: 'listed'; ref: string; wires: WireRow[] }
  /** With `ref`, the whole command failed: `text` says at which step, and why. */
  | { type: 'error'; code: string; text: string; ref?: string }
  | { type: 'bye' };

export type WiresEvent = EventHead & WiresEventBody;
