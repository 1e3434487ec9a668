/**
 * Open is not the same as passable: what the conditions of a link did to all that two neighbours sent each other, or how
 * long they held it up, convicts neither of a wrong word about the other (DESIGN section 7).
 */

import type { Direction, Obstacle } from './direction.ts';
import { complement, type Interval, intersect } from './interval.ts';
import { countedDuring, sumOf } from './relayed.ts';
import { plural, seconds } from './say.ts';
import type { Finding } from './types.ts';
import { LUCK } from './unlucky.ts';

/** So many are told of for one finding. */
const MOST_TOLD = 3;
/** Fewer datagrams say nothing about shares. */
const LEAST_OFFERED = 4;

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

/**
 * Where half of what was offered either way was dropped, or more, whoever asks and waits for an answer hears nothing three times out of
 * four: a sentence, or null where it was not so. By the samples around the time.
 */
export function halfDropped(
  out: Direction,
  fromMs: number,
  toMs: number,
): { text: string; line: number } | null {
  for (const way of [out, out.back]) {
    const counted = countedDuring(way, fromMs, toMs);
    if (counted === null || counted.offered < LEAST_OFFERED) continue;
    const dropped = sumOf(LUCK.map((reason) => counted.dropped.get(reason) ?? 0));
    if (2 * dropped < counted.offered) continue;
    const text = `The conditions of the link dropped ${dropped} of ${plural(counted.offered, 'datagram')} from ${way.from} to ${way.to} in that time.`;
    return { text, line: counted.line };
  }
  return null;
}

/** Nobody's fault for what stood in the way, unless it is excused already or nothing did. */
export function unlucky(
  finding: Finding,
  obstacles: readonly Obstacle[],
  lost: { text: string; line: number } | null = null,
): Finding {
  const told = worst(obstacles).slice(0, MOST_TOLD);
  const why = [...told.map((each) => ({ text: inWords(each), line: each.line })), ...(lost ? [lost] : [])];
  if (finding.verdict !== 'failed' || why.length === 0) return finding;
  return {
    ...finding,
    word: 'unlucky',
    verdict: 'inconclusive',
    cause: [...why.map(({ text }) => text), ...finding.cause],
    evidence: [...finding.evidence, ...why.map(({ line }) => line)],
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
