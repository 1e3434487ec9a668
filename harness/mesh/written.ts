/**
 * Types for what programs write: the same words and units as in a topology file (docs/topology-format.md). The schema
 * checks them when they come; these are for editors and compilers.
 */

/** `500ms`, `2s`, `1m`. */
export type Duration = `${number}${'ms' | 's' | 'm' | 'h'}`;
/** `1%`. */
export type Share = `${number}%`;
/** `200B`, `64KiB`. */
export type Size = `${number}${'B' | 'KiB' | 'MiB' | 'kB' | 'MB'}`;
/** `10Mbit`. */
export type Rate = `${number}${'bit' | 'kbit' | 'Mbit' | 'Gbit'}`;

/** `n4`, `n1..n5`, `n*`, `all`, `random(3)`, or a list of these, in which `rest` is all others. */
export type Nodes = string | readonly string[];

/** One way of links: what the nodes of `from` send to those of `to`; one of them may be left out. */
export interface OneWay {
  from?: Nodes;
  to?: Nodes;
}

/** `['n1', 'n2']` is a link both ways, `{ from, to }` one way; a list of these; or all. */
export type Links = 'all' | Link | OneWay | readonly (Link | OneWay)[];
export type Link = readonly [string, string];

export interface ConditionsWritten {
  latency?: Duration;
  jitter?: Duration | { by: Duration; shape?: 'uniform' | 'normal' | 'pareto' };
  loss?: Share;
  burst?: { enter: Share; leave: Share; loss?: Share } | 'off';
  duplicate?: Share;
  reorder?: Share | { chance: Share; by?: Duration };
  corrupt?: Share;
  rate?: Rate | 'off';
  queue?: Size | 'off';
  mtu?: Size | 'off';
}

/** New conditions, and for which links. */
export type LinkWritten = ConditionsWritten &
  ({ between: 'all' | Link | readonly Link[] } | { from: Nodes; to?: Nodes } | { to: Nodes });

export interface MessagesWritten {
  /** How many in all; by default one. */
  count?: number;
  /** From one to the next. */
  every?: Duration;
  /** The size of each; by default 32. */
  bytes?: number | Size;
  /** The content of each, in place of `bytes`. */
  text?: string;
}

export interface ChurnWritten {
  share: Share;
  for: Duration;
  of?: Nodes;
  spare?: Nodes;
  down?: Duration;
  every?: Duration;
}

/** A topology as a file has it, as an object. Its `steps` are not done: steps are the caller's. */
export type TopologyWritten = Readonly<Record<string, unknown>>;
