/**
 * The journal: the ordered record of a run, and the only evidence that a verdict may use. NDJSON on disk, a
 * header first. What differs between machines stands in `environment.json` beside it, not in the journal.
 *
 * All times `at` are milliseconds since the scenario's start, on the harness's clock (negative before it).
 */

import type { NodeEvent } from '../../node/contract/types.ts';
import type { Plan } from '../plan/types.ts';
import type { Exit, RuntimeName } from '../runtime/port.ts';
import type { Topology } from '../topology/types.ts';

export const JOURNAL_VERSION = 1;

export interface Header {
  type: 'header';
  journal: number;
  meshbed: string;
  contract: number;
  run: string;
  runtime: RuntimeName;
  topology: Topology;
  links: Plan['links'];
}

/** Faults and starts have two moments: command sent, effect confirmed. */
export type Phase = 'sent' | 'confirmed';

export type JournalRecord =
  | Header
  /** `confirmed` when the program runs; the node is surely up only from its `ready`. */
  | { type: 'start'; phase: Phase; at: number; node: string; boot: number }
  | { type: 'fault'; phase: Phase; at: number; node: string; fault: 'kill' | 'stop' | 'pause' | 'resume' }
  /** The moment at which a direction of a link was closed or opened. */
  | { type: 'link'; phase: Phase; at: number; from: string; to: string; open: boolean }
  | { type: 'exit'; at: number; node: string; boot: number; exit: Exit }
  | { type: 'inject'; at: number; node: string; boot: number; ref: string; bytes: number; digest: string }
  /** `at` is the node's `t` mapped to the harness's clock; the truth is within `err` of it. */
  | { type: 'event'; at: number; err: number; node: string; boot: number; event: NodeEvent }
  | { type: 'nonsense'; at: number; node: string; boot: number; text: string }
  | { type: 'step'; at: number; index: number; verb: string; text: string }
  /** Something outside the nodes kept them, or their datagrams, waiting; `node` null: the whole machine. */
  | { type: 'overload'; at: number; fromMs: number; node: string | null; lateMs: number; source: string }
  /** Cumulative counts of a relay for one direction of a link. */
  | { type: 'relay'; at: number; from: string; to: string; offered: number; dropped: Record<string, number> }
  | { type: 'end'; at: number; reason: EndReason; text: string };

/** `decided`: every obligation was decided and the mesh stayed quiet. Anything else is said in the verdict. */
export type EndReason = 'decided' | 'deadline' | 'interrupted' | 'broken';
