/**
 * One direction of a link: when datagrams could surely pass, when they possibly could, and how long they take.
 */

import { type Conditions, closes, delayBoundsMs } from '../../node/link/conditions.ts';
import type { RecordOf } from '../journal/record.ts';
import type { Topology } from '../topology/types.ts';
import type { Interval } from './interval.ts';

export class Direction {
  readonly from: string;
  readonly to: string;
  /** Bounds over all conditions that it ever has. */
  minDelayMs: number;
  maxDelayMs: number;
  /** Cumulative counts of the relay that carries it, in order of time. */
  readonly samples: (RecordOf<'relay'> & { line: number })[] = [];
  private readonly marks: RecordOf<'link'>[] = [];
  private readonly closedAtStart: boolean;

  constructor(from: string, to: string, conditions: Conditions | undefined) {
    const { minMs, maxMs } = delayBoundsMs(conditions);
    this.from = from;
    this.to = to;
    this.minDelayMs = minMs;
    this.maxDelayMs = maxMs;
    this.closedAtStart = closes(conditions);
  }

  /** It gets these conditions at some time, too. */
  widen(conditions: Conditions): void {
    const { minMs, maxMs } = delayBoundsMs(conditions);
    this.minDelayMs = Math.min(this.minDelayMs, minMs);
    this.maxDelayMs = Math.max(this.maxDelayMs, maxMs);
  }

  mark(record: RecordOf<'link'>): void {
    this.marks.push(record);
  }

  surelyOpen(): Interval[] {
    return this.open('sent', 'confirmed');
  }

  /** What was under way when a direction was closed still arrives. */
  possiblyOpen(): Interval[] {
    const open = this.open('confirmed', 'sent');
    return open.map(({ fromMs, toMs }) => ({ fromMs, toMs: toMs + this.maxDelayMs }));
  }

  private open(closingPhase: string, openingPhase: string): Interval[] {
    const intervals: Interval[] = [];
    let openMs: number | null = this.closedAtStart ? null : -Infinity;
    for (const mark of this.marks) {
      if (!mark.open && mark.phase === closingPhase && openMs !== null) {
        intervals.push({ fromMs: openMs, toMs: mark.at });
        openMs = null;
      } else if (mark.open && mark.phase === openingPhase && openMs === null) {
        openMs = mark.at;
      }
    }
    if (openMs !== null) intervals.push({ fromMs: openMs, toMs: Infinity });
    return intervals;
  }
}

/** Both directions of every link, as the topology has them at the start. */
export function directionsOf(topology: Topology): Direction[] {
  return topology.links.flatMap(({ a, b, ab, ba }) => [new Direction(a, b, ab), new Direction(b, a, ba)]);
}
