/**
 * What nodes said, as the checks read it. A moment that a node reported is certain only within its `errMs`: `earliest` and
 * `latest` are the ends of that.
 */

import type { InjectAnswer } from '../../topology/model/types.ts';

/** A moment reported by a node, with the line of the journal. */
export interface ReportedMoment {
  earliestMs: number;
  latestMs: number;
  line: number;
}

export interface Injection {
  ref: string;
  node: string;
  boot: number;
  sentMs: number;
  digest: string;
  line: number;
  /** The id that the program gave the message, once it said `injected`. */
  message: string | null;
  injected: ReportedMoment | null;
  refusal: { text: string; line: number } | null;
  /** What the node must answer, where the file says so. */
  answer: InjectAnswer | undefined;
}

/** What a life said of itself in `stats`, and how many messages it had said to have delivered by then. */
export interface Stats extends ReportedMoment {
  counters: Record<string, number>;
  deliveriesSaid: number;
}

export interface ReportedDelivery extends ReportedMoment {
  message: string;
  node: string;
  boot: number;
  digest: string;
  via: string | undefined;
  hops: number | undefined;
}

/** What a node said of a neighbour. */
export interface NeighbourReport extends ReportedMoment {
  up: boolean;
  reason: string;
}

export interface Gap extends ReportedMoment {
  origin: string;
  count: number;
}
