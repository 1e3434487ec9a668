/**
 * Partitions, by what they say of nodes: which sides there were, and when. Between nodes of two sides nothing is surely open
 * meanwhile, linked or not; but a partition closes links, and programs may go around them. On a routed network it closes all that goes
 * between two sides, of which the records `sides` tell.
 */

import type { DirectionHistory } from './direction.ts';
import type { History } from './history.ts';

export interface PartitionSpan {
  /** The nodes of each side. */
  sides: readonly (readonly string[])[];
  /** From when it may have been in force until it surely was no more. */
  fromMs: number;
  toMs: number;
  /** The part of it in which it surely was. */
  surelyFromMs: number;
  surelyToMs: number;
}

/** In order of time. */
export function listPartitionSpans(history: History): PartitionSpan[] {
  const spans: PartitionSpan[] = [];
  for (const { step, atMs } of history.stepsDone) {
    const last = spans.at(-1);
    if (step.verb === 'partition') spans.push(spanFrom(history, step.groups, atMs));
    else if (step.verb === 'heal' && last !== undefined) {
      last.surelyToMs = atMs;
      last.toMs = Math.max(openAgainMs(across(history, last.sides), atMs), confirmedMs(history, atMs, false));
    }
  }
  return spans;
}

function spanFrom(history: History, sides: PartitionSpan['sides'], atMs: number): PartitionSpan {
  // What was under way may still come.
  const closedMs = across(history, sides).map(
    (direction) => direction.possiblyOpen().find(({ fromMs, toMs }) => fromMs <= atMs && atMs <= toMs)?.toMs,
  );
  const surelyFromMs = closedMs.reduce<number>(
    (latest, toMs) => Math.max(latest, toMs ?? atMs),
    confirmedMs(history, atMs, true),
  );
  return { sides, fromMs: atMs, toMs: Infinity, surelyFromMs, surelyToMs: Infinity };
}

/** When all that has no link was surely as a step of that moment wants it: known of routed networks alone. */
function confirmedMs({ header, allDirections }: History, atMs: number, isApart: boolean): number {
  if (header.topology.network === undefined) return atMs;
  const confirmed = allDirections.sides.find(
    ({ phase, at, sides }) => phase === 'confirmed' && at >= atMs && (sides !== null) === isApart,
  );
  return confirmed?.at ?? Infinity;
}

/** When the links between the sides were surely open again; the moment itself where there are none that were closed. */
function openAgainMs(directions: readonly DirectionHistory[], healedMs: number): number {
  const closed = directions.filter(
    (direction) => !direction.surelyOpen().some(({ fromMs, toMs }) => fromMs < healedMs && healedMs < toMs),
  );
  if (closed.length === 0) return healedMs;
  const opened = closed.flatMap(
    (direction) => direction.surelyOpen().find(({ fromMs }) => fromMs >= healedMs)?.fromMs ?? [],
  );
  return opened.reduce((earliest, openMs) => Math.min(earliest, openMs), Infinity);
}

function across(history: History, sides: PartitionSpan['sides']): DirectionHistory[] {
  const sideOf = new Map(sides.flatMap((side, i) => side.map((node) => [node, i] as const)));
  return history.directions.filter(({ from, to }) => sideOf.get(from) !== sideOf.get(to));
}
