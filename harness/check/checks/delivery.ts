/**
 * Every node that was owed a message got it in time (docs/verdicts.md, *What is owed*). Words: lost, late, unlucky; with a `share`,
 * too few deliveries.
 *
 * `present`: only the window that begins at the injection counts. `eventual`: any later window too, in each life
 * of a node. What is owed to nobody and reaches nobody is unreachable, and no failure.
 */

import type { Expect } from '../../topology/model/types.ts';
import type { History, Injection, ReportedDelivery } from '../evidence/history.ts';
import type { Incarnation } from '../evidence/incarnation.ts';
import { type Owed, Reach } from '../evidence/reach.ts';
import { closuresAndDowntimesInWords } from '../explain/closures.ts';
import { deadlineAfterOverloadMs } from '../explain/excuse.ts';
import type { Check, CheckResult, Finding } from '../explain/finding.ts';
import { judgeShareOfDeliveries } from './share.ts';
import { Tally } from './tally.ts';
import { Undelivered } from './undelivered.ts';

export const delivery: Check = {
  name: 'delivery',
  judge(history, expect, untilMs) {
    if (!expect.delivery) return null;
    return judgeMessages(history, firstInjections(history), expect.delivery, untilMs);
  },
};

/** The same for one message alone, for who waits for it. Obligations of other messages are not looked at. */
export function judgeMessage(
  history: History,
  injection: Injection,
  settings: NonNullable<Expect['delivery']>,
  untilMs: number,
): CheckResult {
  return judgeMessages(history, [injection], settings, untilMs);
}

function judgeMessages(
  history: History,
  injections: Iterable<Injection>,
  { withinMs, to, asked, share }: NonNullable<Expect['delivery']>,
  untilMs: number,
): CheckResult {
  const tally = new Tally(untilMs);
  const reach = new Reach(history, withinMs);
  const findings = new Undelivered(history);
  const misses: Finding[] = [];
  const counts = { unreachable: 0, lost: 0, late: 0, eventuallyLost: 0 };
  for (const injection of injections) {
    const present = owedAtInjection(reach, injection, history, withinMs);
    const owed = to === 'present' ? present : owedEver(reach, injection, history, withinMs);
    const delivered = deliveriesByIncarnation(history, injection);
    for (const item of owed) {
      const miss = judgeOne(
        history,
        injection,
        item,
        delivered.get(item.incarnation),
        tally,
        counts,
        findings,
      );
      if (miss) misses.push(miss);
    }
    counts.unreachable += unreached(history, injection, owed, reach);
    if (to === 'present') {
      const judged = new Set(present.map(({ incarnation }) => incarnation));
      counts.eventuallyLost += owedEver(reach, injection, history, withinMs).filter(
        ({ incarnation, windowToMs }) =>
          !judged.has(incarnation) && windowToMs <= untilMs && !delivered.has(incarnation),
      ).length;
    }
  }
  const { eventuallyLost: pulled, ...others } = counts;
  const figures =
    to === 'present' ? { ...others, 'more lost if `to: eventual` were asked for': pulled } : others;
  const apart = counts.unreachable > 0 ? closuresAndDowntimesInWords(history, untilMs) : [];
  const missed = judgeMisses(share, misses, tally);
  return { ...tally.result('delivery', asked, figures), notes: [...apart, ...missed] };
}

/** Each by itself, or all of them together by the share that must come; what that allows is said in notes. */
function judgeMisses(share: number | undefined, misses: readonly Finding[], tally: Tally): string[] {
  if (share === undefined) {
    for (const miss of misses) tally.find(miss);
    return [];
  }
  const { judged: decided, open: pending, untilMs } = tally;
  const { finding, notes } = judgeShareOfDeliveries(share, { decided, pending, misses }, untilMs);
  if (finding) tally.find(finding);
  return notes;
}

/** The injection that a message id stands for: the first, where one was reused. */
export function* firstInjections(history: History): Generator<Injection> {
  for (const [injection] of history.injectionsByMessage.values()) if (injection) yield injection;
}

function owedAtInjection(reach: Reach, injection: Injection, history: History, withinMs: number): Owed[] {
  const origin = history.incarnation(injection.node, injection.boot);
  if (!origin) return [];
  const owed = reach.owedFrom([origin], injection.injected!.latestMs, withinMs, 'flooded');
  return [...owed.values()].filter(
    ({ incarnation }) => incarnation !== origin && reach.mayOwe(incarnation.node),
  );
}

/** For each life, the first window in which it was owed the message, from whichever holder. */
function owedEver(reach: Reach, injection: Injection, history: History, withinMs: number): Owed[] {
  const origin = history.incarnation(injection.node, injection.boot);
  if (!origin) return [];
  const holders = holdersOf(history, injection, origin);
  const sinceMs = injection.injected!.latestMs;
  const moments = new Set([...holders.map((holder) => holder.sinceMs), ...reach.beginningsAfter(sinceMs)]);
  const waiting = new Set(
    history
      .allIncarnations()
      .filter((incarnation) => incarnation !== origin && reach.mayOwe(incarnation.node)),
  );
  let lastMs = lastMomentOf(waiting);
  const owed: Owed[] = [];
  // Who waits and may be owed it by now: while there is none, there is no need to look closer.
  const hopeful = new Set<Incarnation>();
  let front = reach.front(sinceMs, sinceMs);
  let heldBy = '';
  let told = 0;
  for (const atMs of [...moments].sort((a, b) => a - b)) {
    if (atMs + withinMs > lastMs) break;
    const kind = reach.heldBy(atMs, atMs + withinMs);
    if (kind !== heldBy) {
      heldBy = kind;
      front = reach.front(atMs, atMs + withinMs);
      told = 0;
      hopeful.clear();
    }
    for (; told < holders.length && holders[told]!.sinceMs <= atMs; told++) {
      for (const incarnation of front.add(holders[told]!.incarnation))
        if (waiting.has(incarnation)) hopeful.add(incarnation);
    }
    if (hopeful.size === 0) continue;
    const present = holders.slice(0, told).map((holder) => holder.incarnation);
    const before = waiting.size;
    const spreading = atMs === sinceMs ? 'flooded' : 'fetched';
    for (const item of reach.owedFrom(present, atMs, withinMs, spreading).values()) {
      if (!waiting.delete(item.incarnation)) continue;
      hopeful.delete(item.incarnation);
      owed.push(item);
    }
    if (waiting.size < before) lastMs = lastMomentOf(waiting);
  }
  return owed;
}

/** Until when any of them has duties; -Infinity when none has any. */
function lastMomentOf(incarnations: Iterable<Incarnation>): number {
  let lastMs = -Infinity;
  for (const incarnation of incarnations)
    for (const { toMs } of incarnation.accountableUptime()) lastMs = Math.max(lastMs, toMs);
  return lastMs;
}

/** In the order in which they came to hold it. */
function holdersOf(history: History, injection: Injection, origin: Incarnation) {
  const holders = [{ incarnation: origin, sinceMs: injection.injected!.latestMs }];
  for (const { node, boot, latestMs } of history.deliveries.get(injection.message!) ?? []) {
    const incarnation = history.incarnation(node, boot);
    if (incarnation && incarnation !== origin) holders.push({ incarnation, sinceMs: latestMs });
  }
  return holders.sort((one, other) => one.sinceMs - other.sinceMs);
}

/** What was owed, and missed. */
function judgeOne(
  history: History,
  injection: Injection,
  owed: Owed,
  delivered: ReportedDelivery | undefined,
  tally: Tally,
  counts: { lost: number; late: number },
  findings: Undelivered,
): Finding | null {
  if (!delivered) {
    if (tally.waitsFor(dueMs(history, owed, tally.untilMs))) return null;
    counts.lost++;
    return findings.lost(injection, owed, tally.untilMs);
  }
  tally.owed();
  if (delivered.earliestMs <= owed.windowToMs) return null;
  counts.late++;
  return findings.late(injection, owed, delivered);
}

/** Paths are long, and made anew when they are asked for: where there was no overload at all, they need not be. */
function dueMs(history: History, owed: Owed, untilMs: number): number {
  if (history.overloads.length === 0) return owed.windowToMs;
  return deadlineAfterOverloadMs(history, owed.path, owed.windowFromMs, owed.windowToMs, untilMs);
}

/** The first delivery of the message in each life. */
function deliveriesByIncarnation(history: History, injection: Injection): Map<Incarnation, ReportedDelivery> {
  const first = new Map<Incarnation, ReportedDelivery>();
  for (const delivery of history.deliveries.get(injection.message!) ?? []) {
    const incarnation = history.incarnation(delivery.node, delivery.boot);
    if (incarnation && !first.has(incarnation)) first.set(incarnation, delivery);
  }
  return first;
}

/** Nodes that were owed nothing and got nothing. */
function unreached(history: History, injection: Injection, owed: readonly Owed[], reach: Reach): number {
  const served = new Set([injection.node, ...owed.map(({ incarnation }) => incarnation.node)]);
  for (const { node } of history.deliveries.get(injection.message!) ?? []) served.add(node);
  return history.nodes.reduce(
    (count, node) => (served.has(node) || !reach.mayOwe(node) ? count : count + 1),
    0,
  );
}
