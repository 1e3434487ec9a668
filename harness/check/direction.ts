/**
 * One direction of a link: when datagrams could surely pass, when they possibly could, and how long they take.
 */

import { delayBoundsMs } from '../../node/link/conditions.ts';
import type { RecordOf } from '../journal/record.ts';
import type { Topology } from '../topology/types.ts';
import type { Interval } from './interval.ts';

export class Direction {
  readonly from: string;
  readonly to: string;
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
  /** Cumulative counts of the relay that carries it, in order of time. */
  readonly samples: RecordOf<'relay'>[] = [];
  private readonly marks: RecordOf<'link'>[] = [];
  private readonly closedForGood: boolean;

  constructor(from: string, to: string, bounds: { minMs: number; maxMs: number }, closedForGood: boolean) {
    this.from = from;
    this.to = to;
    this.minDelayMs = bounds.minMs;
    this.maxDelayMs = bounds.maxMs;
    this.closedForGood = closedForGood;
  }

  mark(record: RecordOf<'link'>): void {
    this.marks.push(record);
  }

  surelyOpen(): Interval[] {
    return this.open('sent', 'confirmed');
  }

  possiblyOpen(): Interval[] {
    return this.open('confirmed', 'sent');
  }

  private open(closingPhase: string, openingPhase: string): Interval[] {
    if (this.closedForGood) return [];
    const intervals: Interval[] = [];
    let openMs: number | null = -Infinity;
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
  return topology.links.flatMap(({ a, b, ab, ba }) => [
    new Direction(a, b, delayBoundsMs(ab), ab?.loss === 1),
    new Direction(b, a, delayBoundsMs(ba), ba?.loss === 1),
  ]);
}
