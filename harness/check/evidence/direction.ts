/**
 * One direction of a link, or of two nodes without one on a routed network: when datagrams could surely pass, when they possibly could, and how long they take.
 */

import {
  type Conditions,
  delayBoundsMs,
  dropsEverything,
  mayDropOrSpoil,
} from '../../../node/link/conditions.ts';
import type { RecordOf } from '../../journal/record.ts';
import { type AtGates, findGatesBetween } from '../../topology/model/gates.ts';
import type { Topology } from '../../topology/topology.ts';
import { ALWAYS, complement, type Interval, intersect } from './interval.ts';

/** What a relay had counted by then, with the line of the journal. */
export type Sample = RecordOf<'relay'> & { line: number };

/** An outage or a delay, with the line of the journal. */
export type Obstacle = (RecordOf<'outage'> | RecordOf<'delay'>) & { line: number };

export class DirectionHistory {
  readonly from: string;
  readonly to: string;
  /** Bounds over all conditions that it ever has. */
  minDelayMs: number;
  maxDelayMs: number;
  private gates: AtGates;
  /** Whether what is offered to it while it is open may not arrive whole, at any time. */
  mayLose: boolean;
  /** Cumulative counts of the relay that carries it, in order of time. */
  samples: readonly Sample[] = NONE;
  /** Outages and delays while it was open, in the order of the journal and so not sorted by time. */
  obstacles: readonly Obstacle[] = NONE;
  /** The other direction of the same link. */
  back!: DirectionHistory;
  private marks: readonly RecordOf<'link'>[] = NONE;
  /**
   * Since one of its ends has moved to another address, until both have been started again, which tells them where the other is. What they
   * find out by themselves is theirs: meanwhile it is possibly open, and not surely.
   */
  astray: readonly Interval[] = NONE;
  /** The ends that have not been started since. */
  private untold: Set<string> | null = null;
  readonly isOpenAtStart: boolean;
  /** Whether it is one of a link. */
  readonly hasLink: boolean;
  /** As far as they have been asked for since the last mark. */
  private surely: readonly Interval[] | null = null;
  private possibly: readonly Interval[] | null = null;

  constructor(
    from: string,
    to: string,
    conditions: Conditions | undefined,
    gates: AtGates = NO_GATES,
    hasLink = true,
  ) {
    const { minMs, maxMs } = delayBoundsMs(conditions);
    this.from = from;
    this.to = to;
    this.minDelayMs = minMs;
    this.gates = gates;
    this.maxDelayMs = maxMs + gates.delayMs;
    this.mayLose = mayDropOrSpoil(conditions) || gates.mayDrop;
    this.isOpenAtStart = !dropsEverything(conditions);
    this.hasLink = hasLink;
  }

  /** It gets these conditions at some time, too. */
  widen(conditions: Conditions): void {
    const { minMs, maxMs } = delayBoundsMs(conditions);
    this.minDelayMs = Math.min(this.minDelayMs, minMs);
    this.maxDelayMs = Math.max(this.maxDelayMs, maxMs + this.gates.delayMs);
    this.mayLose ||= mayDropOrSpoil(conditions);
  }

  /** These gates may be between its ends, too. */
  meet({ delayMs, mayDrop }: AtGates): void {
    this.maxDelayMs += Math.max(0, delayMs - this.gates.delayMs);
    this.mayLose ||= mayDrop;
    this.gates = { delayMs: Math.max(delayMs, this.gates.delayMs), mayDrop: mayDrop || this.gates.mayDrop };
  }

  /** One of its ends has another address from then on. */
  moved(atMs: number): void {
    if (this.untold === null) this.astray = added(this.astray, { fromMs: atMs, toMs: Infinity });
    this.untold = new Set([this.from, this.to]);
    this.surely = null;
  }

  /** One of its ends is started. */
  started(node: string, atMs: number): void {
    if (!this.untold?.delete(node) || this.untold.size > 0) return;
    this.untold = null;
    this.astray = this.astray.with(-1, { ...this.astray.at(-1)!, toMs: atMs });
    this.surely = null;
  }

  mark(record: RecordOf<'link'>): void {
    this.marks = added(this.marks, record);
    this.surely = null;
    this.possibly = null;
  }

  sample(record: Sample): void {
    this.samples = added(this.samples, record);
  }

  addObstacle(record: Obstacle): void {
    this.obstacles = added(this.obstacles, record);
  }

  surelyOpen(): readonly Interval[] {
    this.surely ??= this.unlessAstray(this.openByConditions());
    return this.surely;
  }

  /** As far as steps and conditions go. */
  openByConditions(): readonly Interval[] {
    return this.open((isOpen, under) => isOpen && !under.includes(false));
  }

  private unlessAstray(intervals: readonly Interval[]): readonly Interval[] {
    return this.astray === NONE ? intervals : [...intersect(intervals, complement(this.astray))];
  }

  /** What was under way when a direction was closed still arrives. */
  possiblyOpen(): readonly Interval[] {
    this.possibly ??= lengthened(
      this.open((isOpen, under) => isOpen || under.includes(true)),
      this.maxDelayMs,
    );
    return this.possibly;
  }

  /**
   * `isSo`: by what the last confirmed change left it, and the changes that were sent and are not confirmed yet. Steps do
   * not wait for each other, so it may be told to open again before it is known to have closed.
   */
  private open(isSo: (isOpen: boolean, under: readonly boolean[]) => boolean): readonly Interval[] {
    let isOpen = this.isOpenAtStart;
    if (this.marks.length === 0) return isOpen ? ALWAYS : NONE;
    const under: boolean[] = [];
    const intervals: Interval[] = [];
    let openMs: number | null = isOpen ? -Infinity : null;
    for (const { phase, open, at } of this.marks) {
      if (phase === 'sent') under.push(open);
      else {
        isOpen = open;
        const sent = under.indexOf(open);
        if (sent !== -1) under.splice(sent, 1);
      }
      const isNow = isSo(isOpen, under);
      if (isNow) openMs ??= at;
      else if (openMs !== null) {
        intervals.push({ fromMs: openMs, toMs: at });
        openMs = null;
      }
    }
    if (openMs !== null) intervals.push({ fromMs: openMs, toMs: Infinity });
    return intervals;
  }
}

const NO_GATES: AtGates = { delayMs: 0, mayDrop: false };

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
export function makeDirectionHistories(topology: Topology): DirectionHistory[] {
  const gatesBetween = findGatesBetween(topology);
  return topology.links.flatMap(({ a, b, ab, ba }) => {
    const there = new DirectionHistory(a, b, ab, gatesBetween(a, b));
    const back = new DirectionHistory(b, a, ba, gatesBetween(b, a));
    there.back = back;
    back.back = there;
    return [there, back];
  });
}
