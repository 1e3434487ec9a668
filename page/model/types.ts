/**
 * What the page knows of nodes, links and messages. Times are milliseconds since the scenario's start; lines are those of
 * the journal, from 1.
 */

import type { Conditions } from '../../node/link/conditions.ts';
import type { Track } from './track.ts';

/** `off`: not started yet. `down`: ended as a step asked. */
export type NodeState = 'off' | 'starting' | 'up' | 'paused' | 'down' | 'crashed';
export type LinkState = 'open' | 'one way' | 'cut';

export interface NodeTrack {
  index: number;
  name: string;
  neighbours: number[];
  state: Track<NodeState>;
  /** When what it remembered was lost, in order: at each end of a life, and at the latest when the next began. */
  emptiedMs: number[];
  /** Whether it is on the real network, as steps have left it. */
  isConnected: boolean;
  /** How many of its neighbours hold it to be dead. */
  suspicions: Track<number>;
  /** The neighbours that hold it to be dead now. */
  suspectedBy: Set<string>;
  delivered: number;
  injected: number;
  /** The last `stats` that it reported. */
  counters: Record<string, number>;
}

export interface Traffic {
  offered: number;
  dropped: Record<string, number>;
  /** Messages that reached the far end first by this way. */
  first: number;
}

export interface LinkTrack {
  index: number;
  a: number;
  b: number;
  name: string;
  via: 'direct' | 'relay' | 'router';
  state: Track<LinkState>;
  closed: { ab: boolean; ba: boolean };
  /** What it does to datagrams, as steps have left it. */
  conditions: { ab: Track<Conditions>; ba: Track<Conditions> };
  ab: Traffic;
  ba: Traffic;
}

export interface DeliveryMark {
  node: number;
  atMs: number;
  via: number | null;
  hops: number | null;
  line: number;
}

/**
 * Deliveries as columns, in the journal's order, one entry a delivery in each; a node may stand in them more than once. A large
 * run has a hundred thousand, too many for an object each. -1 where `via` or `hops` was not told.
 */
export interface DeliveryColumns {
  node: number[];
  atMs: number[];
  via: number[];
  hops: number[];
  line: number[];
}

export interface MessageTrack {
  id: string;
  /** Null where nobody was asked to inject it. */
  origin: number | null;
  atMs: number;
  bytes: number;
  line: number;
  deliveries: DeliveryColumns;
}

export interface StepMark {
  atMs: number;
  index: number;
  verb: string;
  text: string;
  line: number;
}
