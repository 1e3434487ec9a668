/**
 * The parts of a topology, fully expanded: every name, every link, every default, every time in milliseconds from
 * the start. The whole is in `../topology.ts`, what steps do in `../verbs/`.
 */

import type { Conditions } from '../../../node/link/conditions.ts';
import type { QuantileBounds } from '../schema/quantiles.ts';
import type { ContainerOptions } from './container.ts';
import type { GateOptions } from './gates.ts';

/** Milliseconds: until a node is idle, ready, gone; and how long a mesh may take to come to rest before its first step. */
export interface Timeouts {
  idle?: number;
  ready?: number;
  exit?: number;
  warmUp?: number;
}

/** On a routed network with a gate of its own. */
export interface TopologyNode extends GateOptions {
  name: string;
  /** The container image; absent: the bundled peer. */
  image?: string;
  /** Program and arguments; absent: the image's own, or the bundled peer. */
  command?: string[];
  /** Where it runs as a process, with all folders above it; there where there is a command. */
  folder?: string;
  /** Where its command is written, as in `mesh.yaml:5:14`; absent for one that stands in no file. */
  commandAt?: string;
  /** One of `programs`, in place of both. */
  program?: string;
  env: Record<string, string>;
  container?: ContainerOptions;
  /** Absent: as long as any node may take. */
  readyWithinMs?: number;
  /** On a routed network: its own, IPv4 before IPv6. IP literals. */
  addresses?: string[];
  /** Behind a NAT whose bindings last this long: nothing comes in over a link unless the node sent on it since. */
  natTimeoutMs?: number;
  /** There for the others: it may carry messages, and is owed nothing. Absent: it is there to get them. */
  role?: 'infrastructure';
  /** When the node starts: 0 with the mesh, later as a late joiner, null only by a `start` step. */
  startMs: number | null;
}

export interface TopologyLink {
  a: string;
  b: string;
  /** What the link does to datagrams from `a` to `b`, and from `b` to `a`. Absent: nothing. */
  ab?: Conditions;
  ba?: Conditions;
}

export interface NetworkSpec {
  name: string;
  nodes: string[];
}

/** What a node must make of a message: take it, or refuse it with an error. */
export type InjectAnswer = 'accepted' | 'refused';

/** One direction of a link that the topology has. */
export interface DirectionName {
  from: string;
  to: string;
}

/**
 * What must hold. Each check is either judged with these settings or, when null, not judged. `asked` says
 * that the file names it: a check that was asked for and met no obligation makes the run inconclusive.
 * `conduct` (echo, corrupt, phantom, id reused, unanswered, crashed, missing evidence) is always judged.
 */
export interface Expect {
  delivery: {
    asked: boolean;
    withinMs: number;
    to: 'present' | 'eventual';
    /** Of all that is owed so much must come, from 0 to 1; absent: all of it. */
    share?: number;
  } | null;
  duplicates: { asked: boolean } | null;
  /** `detectMs` and `recoverMs` are null when the file does not ask for keepalive: then only false deaths. */
  keepalive: {
    asked: boolean;
    detectMs: number | null;
    recoverMs: number | null;
    tolerateMs: number;
    /** Whose liveness nodes are expected to tell of, wherever they are; absent: that of their neighbours. */
    of?: 'all' | string[];
  } | null;
  /** At most this many copies of a message received for each delivery, over the run. */
  traffic: { asked: boolean; copies: number } | null;
  /** Upper bounds on the time from `injected` to `delivered`. */
  latency: ({ asked: boolean } & QuantileBounds) | null;
  /** The most memory that a node's program may take, at any moment of its life. */
  memory: { asked: boolean; maxBytes: number } | null;
  /** A delivery that no open way explains is a failure; null: it leaves the run inconclusive. */
  isolation: { asked: boolean } | null;
  /** Quiet time at the end of the run; null: the larger of `within` and `detect`. */
  settleMs: number | null;
}
