/**
 * Open is not the same as passable: what the conditions of a link did to all that two neighbours sent each other, or how
 * long they held it up, convicts neither of a wrong word about the other (DESIGN section 7).
 */

import type { Direction, Obstacle } from './direction.ts';
import { complement, type Interval, intersect } from './interval.ts';
import { plural, seconds } from './say.ts';
import type { Finding } from './types.ts';

/** So many are told of for one finding. */
const MOST_TOLD = 3;

/** What stood in the way between two neighbours, either way, for whom `judgedMs` decide. In order of time. */
export function obstaclesBetween(out: Direction, judgedMs: number): readonly Obstacle[] {
  const all = [...out.obstacles, ...out.back.obstacles];
  // Two that take half of it are, there and back, as long as it.
  const mattering = all.filter((each) => each.type === 'outage' || each.tookMs >= judgedMs / 2);
  return mattering.sort((one, other) => one.fromMs - other.fromMs);
}

export function duringAny(obstacles: readonly Obstacle[], fromMs: number, toMs: number): Obstacle[] {
  return obstacles.filter((each) => each.fromMs <= toMs && fromMs <= each.at);
}

/** The parts of `intervals` in which nothing stood in the way. */
export function without(intervals: readonly Interval[], obstacles: readonly Obstacle[]): readonly Interval[] {
  if (obstacles.length === 0) return intervals;
  const blocked: Interval[] = [];
  for (const { fromMs, at } of obstacles) {
    const last = blocked.at(-1);
    if (last !== undefined && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, at);
    else blocked.push({ fromMs, toMs: at });
  }
  return intersect(intervals, complement(blocked));
}

/** The longest that anything was seen to be under way from `way.from` between two moments, in ms. */
export function slowestMs(way: Direction, fromMs: number, toMs: number): number {
  const during = duringAny(way.obstacles, fromMs, toMs);
  return Math.max(0, ...during.map((each) => (each.type === 'delay' ? each.tookMs : 0)));
}

/** Nobody's fault for what stood in the way, unless it is excused already or nothing did. */
export function unlucky(finding: Finding, obstacles: readonly Obstacle[]): Finding {
  if (finding.verdict !== 'failed' || obstacles.length === 0) return finding;
  const told = worst(obstacles).slice(0, MOST_TOLD);
  return {
    ...finding,
    word: 'unlucky',
    verdict: 'inconclusive',
    cause: [...told.map(inWords), ...finding.cause],
    evidence: [...finding.evidence, ...told.map(({ line }) => line)],
  };
}

/** The longest first. An outage that was told as it went on is told once. */
function worst(obstacles: readonly Obstacle[]): Obstacle[] {
  const whole: Obstacle[] = [];
  for (const each of obstacles) {
    const overlaps = whole.findIndex(
      (other) =>
        each.type === 'outage' &&
        other.type === 'outage' &&
        each.from === other.from &&
        each.to === other.to &&
        each.fromMs < other.at &&
        other.fromMs < each.at,
    );
    if (overlaps === -1) whole.push(each);
    else if (each.at > whole[overlaps]!.at) whole[overlaps] = each;
  }
  return whole.sort((one, other) => other.at - other.fromMs - (one.at - one.fromMs));
}

function inWords(obstacle: Obstacle): string {
  const { from, to, fromMs, at } = obstacle;
  const when = `from ${seconds(fromMs)} to ${seconds(at)}`;
  return obstacle.type === 'outage'
    ? `The conditions of the link dropped all of ${plural(obstacle.dropped, 'datagram')} from ${from} to ${to} ${when}.`
    : `What went from ${from} to ${to} ${when} was under way for up to ${seconds(obstacle.tookMs)}.`;
}
