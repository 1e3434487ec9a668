/**
 * Faults that met nothing: partitions, cuts, kills and the like during which no message was owed across them, and no
 * keepalive was judged. Such a step is no mistake, and the run may pass; but it was not what the run passed.
 *
 * A note is made only where that is certain:
 *  1. No message crossed a barrier of the fault, or could have but for it: whenever one end possibly had a message that may
 *     be owed, the other surely had it too.
 *  2. Nobody at an end said anything of the other in that time, or for as long after it as the keepalive checks look back.
 *  3. Nobody who had called the other end alive was held to anything: neither to a word, since it did not last for `detect`, nor to
 *     saying none, since it was over for less than `tolerate` when `detect` had passed.
 * Where evidence is missing there is no note, none where looking would take too long, and none where nodes may talk without a link: there
 * it may have been any pair of them that a fault kept apart.
 */

import { secondsText } from '../../common/wording.ts';
import { mayTalkWithoutLinks } from '../../topology/model/discovery.ts';
import type { Expect } from '../../topology/model/types.ts';
import { type Barrier, type FaultSpan, listFaults } from '../evidence/faults.ts';
import type { History, NeighbourReport } from '../evidence/history.ts';
import type { Incarnation } from '../evidence/incarnation.ts';
import { type MessageSpread, messageSpreads } from '../evidence/spread.ts';
import type { Note } from '../explain/finding.ts';

/** So many pairs of a message and a barrier are looked at, all faults together. */
const MOST_LOOKED_AT = 3_000_000;

/** `expects`: by all that the run is judged by, at its end and half-way. The run is over, and all of it decided. */
export function faultsThatMetNothing(history: History, expects: readonly Expect[]): Note[] {
  const faults = listFaults(history);
  const { topology } = history.header;
  const isBounded = topology.reach !== 'all' && !mayTalkWithoutLinks(topology);
  if (faults.length === 0 || !isBounded || isIncomplete(history)) return [];
  const look = new Look(history, expects);
  return faults.filter((fault) => !look.metSomething(fault)).map(noteOf);
}

function isIncomplete(history: History): boolean {
  return history.nonsense.length > 0 || history.allIncarnations().some(({ missing }) => missing.length > 0);
}

function noteOf({ taken, atMs, barriers, line }: FaultSpan): Note {
  const endsMs = barriers.reduce((latest, { toMs }) => Math.max(latest, toMs), atMs);
  const until = endsMs < Infinity ? `until ${secondsText(endsMs)}` : 'to the end';
  const owed =
    taken.what === 'incarnations' ? 'no message was held back by it' : 'no message was owed across it';
  return {
    atMs,
    text: `The ${taken.words} at ${secondsText(atMs)} met nothing: ${owed}, and no keepalive was judged, while it lasted (${until}).`,
    evidence: [line],
  };
}

class Look {
  private readonly history: History;
  private readonly spreads: readonly MessageSpread[];
  private readonly keepalives: readonly NonNullable<Expect['keepalive']>[];
  /** How long after a fault a word may be judged by it. */
  private readonly lookBackMs: number;
  private readonly endMs: number;
  /** Where nodes tell of others than their neighbours: what all said of all, since any way may have led by the fault. */
  private readonly farWords: readonly NeighbourReport[];
  private left = MOST_LOOKED_AT;

  constructor(history: History, expects: readonly Expect[]) {
    this.history = history;
    this.spreads = messageSpreads(history, widest(expects));
    this.keepalives = expects.flatMap(({ keepalive }) => keepalive ?? []);
    const times = this.keepalives.flatMap(({ detectMs, recoverMs, tolerateMs }) => [
      detectMs ?? 0,
      recoverMs ?? 0,
      tolerateMs,
    ]);
    this.lookBackMs = Math.max(0, ...times);
    this.endMs = history.end?.at ?? Infinity;
    const isFar = this.keepalives.some(({ of }) => of !== undefined);
    this.farWords = isFar
      ? history.allIncarnations().flatMap((life) => [...history.allWords(life).values()].flat())
      : [];
  }

  metSomething({ barriers }: FaultSpan): boolean {
    const fromMs = barriers.reduce((earliest, barrier) => Math.min(earliest, barrier.fromMs), Infinity);
    const toMs = barriers.reduce((latest, barrier) => Math.max(latest, barrier.toMs), -Infinity);
    if (barriers.some((barrier) => this.metNotDone(barrier) || this.metKeepalive(barrier))) return true;
    if (this.isJudged(this.farWords, fromMs, toMs)) return true;
    const underWay = this.spreads.filter((spread) => isOpen(spread, fromMs, toMs));
    return underWay.some((spread) => barriers.some((barrier) => this.metMessage(spread, barrier)));
  }

  private metNotDone({ fromMs, toMs }: Barrier): boolean {
    return this.history.notDone.some(({ at }) => at >= fromMs && at <= toMs);
  }

  /** One end had it, or would have, at a moment at which the other had not. */
  private metMessage(spread: MessageSpread, barrier: Barrier): boolean {
    const { direction, fromMs, toMs } = barrier;
    if (--this.left < 0) return true;
    if (!isOpen(spread, fromMs, toMs)) return false;
    const holders = spread.byNode.get(direction.from) ?? [];
    return holders.some(({ incarnation, had }) => {
      if (had.earliestMs > toMs || !concerns(barrier, incarnation)) return false;
      const sinceMs = Math.max(fromMs, had.earliestMs);
      const others = this.history.incarnations(direction.to).filter((other) => concerns(barrier, other));
      return others.some((other) => (spread.had.get(other)?.latestMs ?? Infinity) >= sinceMs);
    });
  }

  private metKeepalive(barrier: Barrier): boolean {
    if (this.keepalives.length === 0) return false;
    const { direction, fromMs, toMs } = barrier;
    return this.isJudged(
      [...this.said(direction.from, direction.to), ...this.said(direction.to, direction.from)],
      fromMs,
      toMs,
    );
  }

  /** Whether one of the words, or that there was none, was judged by what happened in that time. */
  private isJudged(words: readonly NeighbourReport[], fromMs: number, toMs: number): boolean {
    const isSaid = words.some(
      ({ earliestMs, latestMs }) => latestMs >= fromMs && earliestMs <= toMs + this.lookBackMs,
    );
    const isDue = this.keepalives.some(({ detectMs, tolerateMs }) => {
      if (detectMs === null) return false;
      const dueMs = fromMs + detectMs;
      return dueMs <= Math.min(toMs, this.endMs) || toMs + tolerateMs < dueMs;
    });
    return isSaid || (isDue && words.some(({ up }) => up));
  }

  private said(observer: string, neighbour: string): NeighbourReport[] {
    return this.history
      .incarnations(observer)
      .flatMap((incarnation) => [...this.history.words(incarnation, neighbour)]);
  }
}

/** It may be owed then, and somebody may lack it. */
function isOpen(spread: MessageSpread, fromMs: number, toMs: number): boolean {
  return spread.fromMs <= toMs && spread.toMs >= fromMs && spread.everywhereMs >= fromMs;
}

/** It possibly ran in that time, or would have. */
function concerns({ fromMs, toMs, absent }: Barrier, incarnation: Incarnation): boolean {
  if (incarnation === absent) return true;
  const endsMs = incarnation.possiblyUp().at(-1)?.toMs ?? -Infinity;
  return incarnation.startedMs <= toMs && endsMs >= fromMs;
}

/** By which most is owed; null, and so all of it always, where no message is owed but other checks may be about some. */
function widest(expects: readonly Expect[]): Expect['delivery'] {
  const all = expects.flatMap(({ delivery }) => delivery ?? []);
  if (all.length === 0) return null;
  const withinMs = Math.max(...all.map((delivery) => delivery.withinMs));
  return { asked: false, withinMs, to: all.some(({ to }) => to === 'eventual') ? 'eventual' : 'present' };
}
