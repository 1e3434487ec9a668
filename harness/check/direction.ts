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
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
  /** Cumulative counts of the relay that carries it, in order of time. */
  readonly samples: (RecordOf<'relay'> & { line: number })[] = [];
  private readonly marks: RecordOf<'link'>[] = [];
  private readonly closedAtStart: boolean;

  constructor(from: string, to: string, bounds: { minMs: number; maxMs: number }, closedAtStart: boolean) {
    this.from = from;
    this.to = to;
    this.minDelayMs = bounds.minMs;
    this.maxDelayMs = bounds.maxMs;
    this.closedAtStart = closedAtStart;
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
  return topology.links.flatMap(({ a, b, ab, ba }) => [
    directionOf(a, b, ab, topology),
    directionOf(b, a, ba, topology),
  ]);
}

/** Its delays are bounded by all conditions that it ever has. */
function directionOf(
  from: string,
  to: string,
  conditions: Conditions | undefined,
  topology: Topology,
): Direction {
  const bounds = [delayBoundsMs(conditions)];
  for (const step of topology.steps) {
    if (step.verb !== 'link') continue;
    if (step.directions.some((each) => each.from === from && each.to === to)) {
      bounds.push(delayBoundsMs(step.conditions));
    }
  }
  const minMs = Math.min(...bounds.map((each) => each.minMs));
  const maxMs = Math.max(...bounds.map((each) => each.maxMs));
  return new Direction(from, to, { minMs, maxMs }, closes(conditions));
}
