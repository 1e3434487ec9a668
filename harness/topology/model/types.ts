/**
 * The topology, fully expanded: every name, every link, every default, every time in milliseconds from
 * the start. What loading makes of a YAML file, and all that the rest of the harness ever sees of it.
 * Plain data: `JSON.stringify` of it stands in the journal's header.
 */

import type { Conditions } from '../../../node/link/conditions.ts';
import type { AttackKind } from '../../../node/link/stranger.ts';
import type { QuantileBounds } from '../schema/quantiles.ts';
import type { ProgramSpec } from './program.ts';

export interface Topology {
  name: string;
  /** An unsigned 32-bit integer. Drawn and printed when the file has none. */
  seed: number;
  nodes: TopologyNode[];
  /** Each pair once, the node that comes first in `nodes` first. */
  links: TopologyLink[];
  networks: NetworkSpec[];
  /** By name: programs that know nothing of the contract; absent where there are none. */
  programs?: Record<string, ProgramSpec>;
  /** Options of the peer, as written in the file. */
  peer: Record<string, unknown>;
  /** In order of `atMs`; a step's place in this list is its index in the journal. */
  steps: Step[];
  expect: Expect;
  /** As far as the file names them. */
  timeouts?: Timeouts;
  /** What loading has changed or left out of what other programs have written; absent where there is nothing to say. */
  notes?: string[];
}

/** Milliseconds: until a node is idle, ready, gone; and how long a mesh may take to come to rest before its first step. */
export interface Timeouts {
  idle?: number;
  ready?: number;
  exit?: number;
  warmUp?: number;
}

export interface TopologyNode {
  name: string;
  /** The container image; absent: the bundled peer. */
  image?: string;
  /** Program and arguments; absent: the image's own, or the bundled peer. */
  command?: string[];
  /** One of `programs`, in place of both. */
  program?: string;
  env: Record<string, string>;
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

export type Step = { index: number; atMs: number; line: number } & Action;

/**
 * What a step does. Selectors are expanded here: names of nodes, in the topology's order. A node named by
 * a glob, a range or `all` that does not run at that moment is left out; one named alone is an error.
 */
export type Action =
  /** `count` messages in all, one every `everyMs`, from the nodes in turn. `text` is set for a literal payload. */
  | {
      verb: 'inject';
      from: string[];
      count: number;
      everyMs: number;
      bytes: number;
      text?: string;
      answer?: InjectAnswer;
    }
  | { verb: 'kill'; nodes: string[] }
  | { verb: 'stop'; nodes: string[] }
  | { verb: 'pause'; nodes: string[] }
  | { verb: 'resume'; nodes: string[] }
  | { verb: 'start'; nodes: string[] }
  /** Closes every link between nodes of different groups, both ways. Every node is in exactly one group. */
  | { verb: 'partition'; groups: string[][] }
  /** Undoes the partition that is in force. */
  | { verb: 'heal' }
  /** Closes these directions; opens those that `cut` has closed. */
  | { verb: 'cut'; directions: DirectionName[] }
  | { verb: 'mend'; directions: DirectionName[] }
  /** New conditions for these directions, in place of all that they had. */
  | { verb: 'link'; directions: DirectionName[]; conditions: Conditions }
  /** Takes nodes off the real network and puts them back, at the same addresses. */
  | { verb: 'disconnect'; nodes: string[] }
  | { verb: 'reconnect'; nodes: string[] }
  /** A stranger sends `count` datagrams to each, the kinds in turn. */
  | { verb: 'attack'; nodes: string[]; kinds: AttackKind[]; count: number; everyMs: number }
  /** The checks named are judged on what had happened by this moment. */
  | { verb: 'expect'; expect: Expect };

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
