/**
 * Excuses: a failure that overload from outside the accused can explain is inconclusive, not failed. Only what
 * overlaps the item's own window, on its own path or on the whole machine, counts (docs/verdicts.md).
 */

import { secondsText } from '../../common/wording.ts';
import { isFromOutside, type RecordOf } from '../../journal/record.ts';
import type { History } from '../evidence/history.ts';
import type { Finding } from './finding.ts';
import { inconclusive } from './inconclusive.ts';

/** Where and when the thing would have had to happen, and how much lateness would explain that it did not. */
export interface OverloadWindow {
  nodes: readonly string[];
  fromMs: number;
  toMs: number;
  neededMs: number;
}

/** How late something must have been before it explains a lost message or a wrong word about a neighbour. */
export const HEAVY_OVERLOAD_MS = 200;

export function excuseByOverload(history: History, finding: Finding, circumstances: OverloadWindow): Finding {
  const overloads = overloadsDuring(history, circumstances);
  const totalMs = totalLatenessMs(overloads);
  if (totalMs < circumstances.neededMs || totalMs === 0) return finding;
  const worst = overloads.reduce((a, b) => (a.lateMs >= b.lateMs ? a : b));
  const where = worst.node === null ? 'the machine' : worst.node;
  const why =
    `${isFromOutside(worst.source) ? 'What others did' : 'Overload'} can explain it (it would count as "${finding.word}" otherwise): by the ${worst.source}, ${where} was ` +
    `late by ${Math.round(worst.lateMs)} ms in the time up to ${secondsText(worst.at)}, ${Math.round(totalMs)} ms in all.`;
  return inconclusive(
    finding,
    'excused',
    [why],
    overloads.slice(0, 3).map(({ line }) => line),
  );
}

/** Of a figure over the whole run and all nodes. */
export function excuseFigure(history: History, finding: Finding, untilMs: number): Finding {
  return excuseByOverload(history, finding, {
    nodes: history.nodes,
    fromMs: 0,
    toMs: untilMs,
    neededMs: HEAVY_OVERLOAD_MS,
  });
}

/** How much overload there was on the machine and on these nodes, in ms. What others do to nodes may last for ever: nobody waits for its end. */
export function overloadDuringMs(history: History, during: Omit<OverloadWindow, 'neededMs'>): number {
  return totalLatenessMs(overloadsDuring(history, during).filter(({ source }) => !isFromOutside(source)));
}

/**
 * When something that did not come by `dueMs` can be held against anybody: as much later as overload has taken since
 * `fromMs`. Until then the run waits.
 */
export function deadlineAfterOverloadMs(
  history: History,
  nodes: readonly string[],
  fromMs: number,
  dueMs: number,
  untilMs: number,
): number {
  return dueMs + overloadDuringMs(history, { nodes, fromMs, toMs: untilMs });
}

/**
 * How much overload explains that something due at `dueMs` did not come: as much as it was overdue when it came at last (but a
 * heavy one explains any lateness); if it never came, `overdueMs` null, more than all the time that the run still had.
 */
export function overloadExplainingAbsenceMs(
  overdueMs: number | null,
  dueMs: number,
  untilMs: number,
): number {
  if (overdueMs !== null) return Math.min(HEAVY_OVERLOAD_MS, overdueMs);
  return Math.max(HEAVY_OVERLOAD_MS, untilMs - dueMs);
}

/** A failure of a node whose events are known to have holes may be no more than a missing line. */
export function unlessEventsAreMissing(finding: Finding, holes: readonly number[]): Finding {
  if (holes.length === 0) return finding;
  const why =
    `It would count as "${finding.word}", but events of ${finding.node} are missing, or may be (a jump in \`seq\`, a flood, or ` +
    'lines on stdout that are no events).';
  return inconclusive(finding, 'evidence missing', [why], holes.slice(0, 3));
}

/** A failure that rests on when nodes did what they say is none where one of their clocks was set. */
export function unlessClocksJumped(history: History, finding: Finding, nodes: readonly string[]): Finding {
  if (finding.verdict !== 'failed') return finding;
  const jumps = nodes.flatMap((node) =>
    history.incarnations(node).flatMap((incarnation) => incarnation.jumps),
  );
  const [first] = jumps;
  if (first === undefined) return finding;
  const why = `It would count as "${finding.word}", but the clock of ${first.node} jumped by ${secondsText(first.jumpMs)}, which was seen at ${secondsText(first.at)}.`;
  return inconclusive(
    finding,
    'evidence missing',
    [why],
    jumps.slice(0, 3).map(({ line }) => line),
  );
}

/**
 * How late all of them together can have made something. Several may have seen the same stall of the machine, the canary
 * and the harness's own timer say: of those the one that saw most counts. What each node of a path waited adds up.
 */
export function totalLatenessMs(overloads: readonly Omit<RecordOf<'overload'>, 'type'>[]): number {
  const bySource = new Map<string, number>();
  let nodesMs = 0;
  for (const { node, source, lateMs } of overloads) {
    if (node === null) bySource.set(source, (bySource.get(source) ?? 0) + lateMs);
    else nodesMs += lateMs;
  }
  return nodesMs + Math.max(0, ...bySource.values());
}

function overloadsDuring(
  history: History,
  { nodes, fromMs, toMs }: Omit<OverloadWindow, 'neededMs'>,
): (RecordOf<'overload'> & { line: number })[] {
  return history.overloads.filter(
    (overload) =>
      overload.fromMs <= toMs &&
      fromMs <= overload.at &&
      (overload.node === null || nodes.includes(overload.node)),
  );
}
