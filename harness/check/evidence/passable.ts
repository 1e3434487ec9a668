/**
 * Open is not the same as passable: what the conditions of a link did to all that two neighbours sent each other, or how
 * long they held it up, convicts neither of a wrong report about the other.
 */

import type { DirectionHistory, Obstacle } from './direction.ts';
import type { Edge } from './frontier.ts';
import { complement, type Interval, intersect } from './interval.ts';
import { countDroppedByConditions, relayCountsDuring } from './relayed.ts';

/** Fewer datagrams say nothing about shares. */
export const LEAST_OFFERED = 4;
/** Fewer than this and a protocol that sends once and hopes would always have an excuse. */
const ENOUGH_OFFERED = 4;

/** What conditions dropped of what was offered in one direction. */
export interface Losses {
  from: string;
  to: string;
  offered: number;
  dropped: number;
  line: number;
}

/** Outages, and delays that matter within `judgedMs`, between two neighbours, either way; in order of time. */
export function obstaclesBetween(out: DirectionHistory, judgedMs: number): readonly Obstacle[] {
  const all = [out, out.back].flatMap((direction) => obstaclesInDirection(direction, judgedMs));
  return all.sort((one, other) => one.fromMs - other.fromMs);
}

/** The same of one direction, in the order of the journal. */
export function obstaclesInDirection({ obstacles }: DirectionHistory, judgedMs: number): Obstacle[] {
  // Two that take half of it are, there and back, as long as it.
  return obstacles.filter((each) => each.type === 'outage' || each.tookMs >= judgedMs / 2);
}

export function obstaclesDuring(obstacles: readonly Obstacle[], fromMs: number, toMs: number): Obstacle[] {
  return obstacles.filter((each) => each.fromMs <= toMs && fromMs <= each.at);
}

/** The parts of `intervals` in which none of the obstacles, in order of time, was in the way. */
export function withoutObstacles(
  intervals: readonly Interval[],
  obstacles: readonly Obstacle[],
): readonly Interval[] {
  const blocked = obstacles.map(({ fromMs, at }) => ({ fromMs, toMs: at }));
  return intersect(intervals, complement(blocked));
}

/** The longest that anything was seen to be under way from `way.from` between two moments, in ms. */
export function longestTransitMs(direction: DirectionHistory, fromMs: number, toMs: number): number {
  const during = obstaclesDuring(direction.obstacles, fromMs, toMs);
  return Math.max(0, ...during.map((each) => (each.type === 'delay' ? each.tookMs : 0)));
}

/**
 * What was lost each way where half of all round trips that begin in this time fail for what conditions drop, there or back: then a
 * peer that asks and waits hears nothing for long. Null where it was not so. By the samples around the time.
 */
export function lossesOfHalfAndMore(out: DirectionHistory, fromMs: number, toMs: number): Losses[] | null {
  const losses = [out, out.back].flatMap((direction) => lossesOn(direction, fromMs, toMs) ?? []);
  const passing = losses.reduce((share, { offered, dropped }) => share * (1 - dropped / offered), 1);
  return passing > 0.5 ? null : losses.filter(({ dropped }) => dropped > 0);
}

function lossesOn(direction: DirectionHistory, fromMs: number, toMs: number): Losses | null {
  const counted = relayCountsDuring(direction, fromMs, toMs);
  if (counted === null || counted.offered < LEAST_OFFERED) return null;
  const { from, to } = direction;
  return {
    from,
    to,
    offered: counted.offered,
    dropped: countDroppedByConditions(counted),
    line: counted.line,
  };
}

/** All that was offered there was dropped by conditions, however little it was. */
export function areAllDropped(edges: readonly Edge[], toMs: number): boolean {
  return countIfAllDropped(edges, toMs, 1) !== null;
}

/** All that was offered in one direction was dropped by conditions, and it was enough. */
export function droppedEveryDatagram(direction: DirectionHistory, fromMs: number, toMs: number): boolean {
  return countIfAllDropped([{ direction, sinceMs: fromMs }], toMs) !== null;
}

/** How many datagrams were offered, all of which were dropped by conditions; null when it was not so, or too few. */
export function countIfAllDropped(
  edges: readonly Edge[],
  toMs: number,
  enough = ENOUGH_OFFERED,
): number | null {
  let offered = 0;
  let dropped = 0;
  for (const { direction, sinceMs } of edges) {
    const counted = relayCountsDuring(direction, sinceMs, toMs);
    if (!counted) return null;
    offered += counted.offered;
    dropped += countDroppedByConditions(counted);
  }
  return offered < enough || dropped < offered ? null : offered;
}
