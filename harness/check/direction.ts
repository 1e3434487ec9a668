/**
 * One direction of a link: when datagrams could surely pass, when they possibly could, and how long they take.
 */

import { type Conditions, closes, delayBoundsMs } from '../../node/link/conditions.ts';
import type { RecordOf } from '../journal/record.ts';
import type { Topology } from '../topology/types.ts';
import { ALWAYS, type Interval } from './interval.ts';

export class Direction {
  readonly from: string;
  readonly to: string;
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
  /** Cumulative counts of the relay that carries it, in order of time. */
  samples: readonly RecordOf<'relay'>[] = NONE;
  /** The other direction of the same link. */
  back!: Direction;
  private marks: readonly RecordOf<'link'>[] = NONE;
  private readonly closedAtStart: boolean;
  /** As far as they have been asked for since the last mark. */
  private surely: readonly Interval[] | null = null;
  private possibly: readonly Interval[] | null = null;

  constructor(from: string, to: string, bounds: { minMs: number; maxMs: number }, closedAtStart: boolean) {
    this.from = from;
    this.to = to;
    this.minDelayMs = bounds.minMs;
    this.maxDelayMs = bounds.maxMs;
    this.closedAtStart = closedAtStart;
  }

  mark(record: RecordOf<'link'>): void {
    this.marks = added(this.marks, record);
    this.surely = null;
    this.possibly = null;
  }

  sample(record: RecordOf<'relay'>): void {
    this.samples = added(this.samples, record);
  }

  surelyOpen(): readonly Interval[] {
    this.surely ??= this.open('sent', 'confirmed');
    return this.surely;
  }

  /** What was under way when a direction was closed still arrives. */
  possiblyOpen(): readonly Interval[] {
    this.possibly ??= lengthened(this.open('confirmed', 'sent'), this.maxDelayMs);
    return this.possibly;
  }

  private open(closingPhase: string, openingPhase: string): readonly Interval[] {
    if (this.marks.length === 0) return this.closedAtStart ? NONE : ALWAYS;
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

/** What most directions have of everything: in a large mesh a list of its own for each would be most of the memory. */
const NONE: readonly never[] = [];

function added<T>(list: readonly T[], item: T): readonly T[] {
  if (list.length === 0) return [item];
  (list as T[]).push(item);
  return list;
}

function lengthened(intervals: readonly Interval[], byMs: number): readonly Interval[] {
  if (intervals === ALWAYS) return intervals;
  return intervals.map(({ fromMs, toMs }) => ({ fromMs, toMs: toMs + byMs }));
}

/** Both directions of every link, as the topology has them at the start. */
export function directionsOf(topology: Topology): Direction[] {
  const later = laterBounds(topology);
  return topology.links.flatMap(({ a, b, ab, ba }) => {
    const there = directionOf(a, b, ab, later);
    const back = directionOf(b, a, ba, later);
    there.back = back;
    back.back = there;
    return [there, back];
  });
}

interface Bounds {
  minMs: number;
  maxMs: number;
}

/** The delays that steps may give directions, by `from to`. */
function laterBounds({ steps }: Topology): Map<string, Bounds> {
  const later = new Map<string, Bounds>();
  for (const step of steps) {
    if (step.verb !== 'link') continue;
    const bounds = delayBoundsMs(step.conditions);
    for (const { from, to } of step.directions) {
      const name = `${from} ${to}`;
      later.set(name, both(later.get(name) ?? bounds, bounds));
    }
  }
  return later;
}

/** Its delays are bounded by all conditions that it ever has. */
function directionOf(
  from: string,
  to: string,
  conditions: Conditions | undefined,
  later: ReadonlyMap<string, Bounds>,
): Direction {
  const first = delayBoundsMs(conditions);
  const bounds = later.size === 0 ? first : both(first, later.get(`${from} ${to}`) ?? first);
  return new Direction(from, to, bounds, closes(conditions));
}

function both(one: Bounds, other: Bounds): Bounds {
  return { minMs: Math.min(one.minMs, other.minMs), maxMs: Math.max(one.maxMs, other.maxMs) };
}
