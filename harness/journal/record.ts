/**
 * The journal: the ordered record of a run, and the only evidence that a verdict may use. NDJSON on disk, a
 * header first. What differs between machines stands in `environment.json` beside it, not in the journal.
 *
 * All times `at` are milliseconds since the scenario's start, on the harness's clock (negative before it).
 * Records stand in the order in which the harness learned of them, which is nearly that of `at`.
 */

import type { AttackResult } from '../../node/contract/relay.ts';
import type { NodeEvent } from '../../node/contract/types.ts';
import type { Plan } from '../plan/types.ts';
import type { Interference } from '../runtime/port/observation.ts';
import type { Exit, RuntimeName } from '../runtime/port/port.ts';
import type { InjectAnswer, Step, Topology } from '../topology/topology.ts';

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
export type FaultPhase = 'sent' | 'confirmed';

/** `move` where the node gets another address. */
export type FaultName = 'kill' | 'stop' | 'pause' | 'resume' | 'disconnect' | 'reconnect' | 'move';

export type JournalRecord =
  | Header
  /** `confirmed` when the program runs; the node is surely up only from its `ready`. */
  | { type: 'start'; phase: FaultPhase; at: number; node: string; boot: number }
  | { type: 'fault'; phase: FaultPhase; at: number; node: string; fault: FaultName }
  /** A direction of a link was closed or opened. */
  | { type: 'link'; phase: FaultPhase; at: number; from: string; to: string; open: boolean }
  | { type: 'exit'; at: number; node: string; boot: number; exit: Exit; lastWords: string[] }
  /** `answer`: what the file says that the node must answer. */
  | {
      type: 'inject';
      at: number;
      node: string;
      boot: number;
      ref: string;
      bytes: number;
      digest: string;
      answer?: InjectAnswer;
    }
  /** `at` is the node's `t` mapped to the harness's clock, or what the adapter saw; the truth is within `err` of it. */
  | {
      type: 'event';
      at: number;
      err: number;
      node: string;
      boot: number;
      event: NodeEvent;
      /** An adapter has made it of what the program says; absent: the node has said it. */
      source?: 'adapter';
    }
  | { type: 'nonsense'; at: number; node: string; boot: number; text: string }
  /** It wrote far more than a node can have to say; what it wrote after that was not read. */
  | { type: 'unheard'; at: number; node: string; boot: number }
  /** Its clock was set, by so much at least: when it did what it said since the last time is not known. */
  | { type: 'clock'; at: number; node: string; boot: number; jumpMs: number }
  /** A jump in `seq`: events of this node are missing. */
  | { type: 'hole'; at: number; node: string; boot: number; expected: number; found: number }
  /** A node did not do within `patienceMs` what it was told: become idle or ready, or exit after `stop`. */
  | { type: 'silence'; at: number; node: string; boot: number; awaited: Awaited; patienceMs: number }
  /**
   * The time between the last node's `ready` and the scenario's start, which is at its end: how long, and of all words that
   * neighbours could say about each other (`possible`) those that they had said (`met`).
   */
  | { type: 'warm-up'; at: number; forMs: number; met: number; possible: number; end: WarmUpEnd }
  /** Part of a step could not be carried out as the file has it: an injection that no node was there for. */
  | { type: 'not-done'; at: number; index: number; ref: string; node: string | null; text: string }
  /** `step` where the header's topology does not have it: one that came from the program or person that holds the mesh. */
  | { type: 'step'; at: number; index: number; verb: string; text: string; step?: Step }
  /** Something outside the nodes kept them, or their datagrams, waiting; `node` null: the whole machine. `OUTSIDE`: somebody did. */
  | { type: 'overload'; at: number; fromMs: number; node: string | null; lateMs: number; source: string }
  /** Cumulative counts of a relay for one direction of a link, or of the router for any pair of nodes; `dropped` is by reason. */
  | {
      type: 'relay';
      at: number;
      from: string;
      to: string;
      offered: number;
      offeredBytes?: number;
      dropped: Record<string, number>;
    }
  /**
   * Datagrams that came to the relay's address for `from`, which it sends to as `to`'s, from another address than `from` was
   * told to listen on: a cumulative count, and where the first came from.
   */
  | { type: 'stranger'; at: number; from: string; to: string; count: number; host: string; port: number }
  /**
   * On a routed network: from now on nothing passes between nodes of two of these sides that have no link (the records
   * `link`); null: it does again.
   */
  | { type: 'sides'; phase: FaultPhase; at: number; sides: string[][] | null }
  /**
   * What came from a node and the router forwarded to nobody, before any conditions: cumulative counts by reason (`Refusal` in
   * `node/contract/router.ts`), and the first address that was not the node's own.
   */
  | { type: 'refusal'; at: number; node: string; refused: Record<string, number>; firstSpoofed?: string }
  /** From `fromMs` until then a direction of a link was open, but conditions dropped all of so many datagrams. */
  | { type: 'outage'; at: number; fromMs: number; from: string; to: string; dropped: number }
  /** What entered a direction after `fromMs`, and had left by then, took up to `tookMs`. */
  | { type: 'delay'; at: number; fromMs: number; from: string; to: string; tookMs: number }
  /** The kernel's cumulative count of datagrams that found a node's socket full. */
  | { type: 'kernel'; at: number; node: string; boot: number; socketDrops: number }
  /** The most memory that a node's program has had so far. Only where a check asks for it. */
  | { type: 'memory'; at: number; node: string; boot: number; peakBytes: number }
  /** A stranger's attack on a node is over. */
  | ({ type: 'attack'; at: number; node: string; boot: number } & AttackResult)
  | { type: 'end'; at: number; reason: EndReason; text: string };

/**
 * Why a warm-up ended: nobody waited for a processor any more; others than the nodes keep the processors busy; it had taken as
 * long as it may; it was not wanted.
 */
export type WarmUpEnd = 'settled' | 'others' | 'timeout' | 'none';

/** The `source` of an overload that is what others have done to one node, and no step. */
export const OUTSIDE: Record<Interference, string> = {
  stopped: 'stop from outside',
  frozen: 'freeze from outside',
  disconnected: 'disconnect from outside',
};

/** What others did to a node, and no step. */
export function isFromOutside(source: string): boolean {
  return Object.values(OUTSIDE).includes(source);
}

export type Awaited = 'idle' | 'ready' | 'exit';

/** `decided`: every obligation was decided and the mesh stayed quiet. Anything else is said in the verdict. */
export type EndReason = 'decided' | 'deadline' | 'interrupted' | 'broken';

export type RecordOf<T extends JournalRecord['type']> = Extract<JournalRecord, { type: T }>;
