/**
 * Who has been introduced to whom (`reach: all`). Links introduce at the start; from there on programs find
 * others by themselves. Nobody can be held to finding a node that he could not learn of: a star whose middle dies too early leaves
 * strangers behind, and who starts with links to the dead alone stays one.
 *
 * A circle holds lives that have been introduced to each other: a path led from each to each, of links surely open and
 * nodes surely up, or of such as had been introduced before, and one and the same path lasted for as long as is asked for. A
 * new life knows nobody. Introductions are looked at whenever a part of a path begins to be there, since only then can there be new ones.
 */

import { TimeQueue } from '../../common/time-queue.ts';
import { discoveringNodes } from '../../topology/model/discovery.ts';
import { groupsWithinFirewalls } from '../../topology/model/gates.ts';
import { surelyAttached } from './attachment.ts';
import type { History } from './history.ts';
import type { Incarnation } from './incarnation.ts';
import { type Interval, intersect, intervalContaining } from './interval.ts';
import { listPartitionSpans, type PartitionSpan } from './partitions.ts';
import { Union } from './union.ts';

/** Lives, and since when each knows the others that are in it. */
export type Circle = Map<Incarnation, number>;

interface Link {
  a: number;
  b: number;
  open: readonly Interval[];
}

export function findIntroducedCircles(history: History, introductionMs: number): Circle[] {
  return new Introductions(history, introductionMs).all();
}

class Introductions {
  private readonly forMs: number;
  private readonly lives: readonly { incarnation: Incarnation; up: readonly Interval[] }[][];
  private readonly attached: readonly (readonly Interval[])[];
  private readonly links: readonly Link[];
  private readonly partitions: readonly PartitionSpan[];
  /** By node: within which firewalls it is. */
  private readonly groups: ReadonlyMap<string, number>;
  private readonly nodes: readonly string[];
  private readonly numbers: ReadonlyMap<string, number>;
  private readonly circles: Circle[] = [];
  private readonly circlesOfLife = new Map<Incarnation, Circle[]>();
  private readonly moments = new TimeQueue<number>();

  constructor(history: History, forMs: number) {
    const nodes = discoveringNodes(history.header.topology);
    this.forMs = forMs;
    this.nodes = nodes;
    this.numbers = new Map(nodes.map((node, i) => [node, i]));
    this.lives = nodes.map((node) =>
      history.incarnations(node).map((incarnation) => ({ incarnation, up: incarnation.surelyUp() })),
    );
    this.attached = nodes.map((node) => surelyAttached(history.attachments, node));
    this.links = history.directions.flatMap((direction) => {
      const [a, b] = [this.numbers.get(direction.from), this.numbers.get(direction.to)];
      if (a === undefined || b === undefined || a > b) return [];
      return [{ a, b, open: intersect(direction.surelyOpen(), direction.back.surelyOpen()) }];
    });
    this.partitions = listPartitionSpans(history);
    this.groups = new Map(
      groupsWithinFirewalls(history.header.topology).flatMap((group, i) => group.map((node) => [node, i])),
    );
    for (const { up } of this.lives.flat()) this.lookAtBeginnings(up);
    for (const { open } of this.links) this.lookAtBeginnings(open);
  }

  all(): Circle[] {
    let lookedAtMs = -Infinity;
    for (let atMs = this.moments.pop(); atMs !== undefined; atMs = this.moments.pop()) {
      if (atMs > lookedAtMs) this.introduce(atMs);
      lookedAtMs = atMs;
    }
    return this.circles;
  }

  private lookAtBeginnings(intervals: readonly Interval[]): void {
    for (const { fromMs } of intervals) if (Number.isFinite(fromMs)) this.moments.push(fromMs, fromMs);
  }

  /** Those between whom a path lasts from then on for long enough know each other after it. */
  private introduce(atMs: number): void {
    const untilMs = atMs + this.forMs;
    const present = this.lives.map(
      (lives) => lives.find(({ up }) => intervalContaining(up, atMs, untilMs))?.incarnation,
    );
    const together = new Union(present.length);
    const hindered = new Set<number>();
    for (const { a, b, open } of this.links) {
      if (!intervalContaining(open, atMs, untilMs)) hindered.add(a).add(b);
      else if (present[a] && present[b]) together.join(a, b);
    }
    this.joinCircles(present, hindered, together, atMs, untilMs);
    for (const members of together.groups()) {
      const lives = members.flatMap((member) => present[member] ?? []);
      if (lives.length > 1) this.join(lives, untilMs);
    }
  }

  /** Those who know each other and surely can talk pass on whom they meet. */
  private joinCircles(
    present: readonly (Incarnation | undefined)[],
    hindered: ReadonlySet<number>,
    together: Union,
    atMs: number,
    untilMs: number,
  ): void {
    const sideOf = this.sidesDuring(atMs, untilMs);
    const firsts = new Map<Circle, Map<string, number>>();
    for (const [node, incarnation] of present.entries()) {
      if (!incarnation || hindered.has(node) || !intervalContaining(this.attached[node]!, atMs, untilMs))
        continue;
      for (const circle of this.circlesOfLife.get(incarnation) ?? []) {
        if (circle.get(incarnation)! > atMs) continue;
        const known = firsts.get(circle) ?? new Map<string, number>();
        firsts.set(circle, known);
        const place = `${this.groups.get(this.nodes[node]!)}${sideOf(node)}`;
        const first = known.get(place);
        if (first === undefined) known.set(place, node);
        else together.join(first, node);
      }
    }
  }

  /** Where each node was in all partitions of that time. */
  private sidesDuring(atMs: number, untilMs: number): (node: number) => string {
    const during = this.partitions.filter(({ fromMs, toMs }) => fromMs <= untilMs && atMs <= toMs);
    if (during.length === 0) return () => '';
    const sides = new Map<number, string>();
    for (const { sides: groups } of during) {
      for (const [i, group] of groups.entries()) {
        for (const name of group) {
          const node = this.numbers.get(name);
          if (node !== undefined) sides.set(node, `${sides.get(node) ?? ''} ${i}`);
        }
      }
    }
    return (node) => sides.get(node) ?? '';
  }

  /** All come into one circle, and stay in those that they were in before. */
  private join(lives: readonly Incarnation[], knownMs: number): void {
    const latest = new Set(lives.map((life) => this.circlesOfLife.get(life)?.at(-1)));
    const [only] = latest;
    if (latest.size === 1 && only !== undefined) return;
    const circle = this.circleFor(lives, latest, knownMs);
    for (const life of lives) {
      if (circle.has(life)) continue;
      circle.set(life, knownMs);
      const circles = this.circlesOfLife.get(life);
      if (circles) circles.push(circle);
      else this.circlesOfLife.set(life, [circle]);
    }
    this.moments.push(knownMs, knownMs);
  }

  /** The largest of these of which nobody will live then who is not among them; else a new one. */
  private circleFor(
    lives: readonly Incarnation[],
    candidates: ReadonlySet<Circle | undefined>,
    knownMs: number,
  ): Circle {
    const among = new Set(lives);
    let largest: Circle | undefined;
    for (const circle of candidates) {
      if (circle === undefined || circle.size <= (largest?.size ?? 0)) continue;
      if ([...circle.keys()].every((life) => among.has(life) || life.endsMs <= knownMs)) largest = circle;
    }
    if (largest !== undefined) return largest;
    const made: Circle = new Map();
    this.circles.push(made);
    return made;
  }
}
