/**
 * When a run is over: every obligation decided, then a quiet time in which duplicates, phantoms and false deaths can
 * still show. Not a fixed sleep; and past the deadline only for what overload has put off beyond it.
 */

import type { CheckResult } from '../check/explain/finding.ts';
import { judge } from '../check/judge.ts';
import type { EndReason } from '../journal/record.ts';
import { settleMs } from '../plan/deadline.ts';
import type { Journal } from '../recording/journal.ts';
import type { Expect } from '../topology/model/types.ts';

export interface Ending {
  reason: EndReason;
  text: string;
}

/**
 * How often to look whether all is decided, at the most; and how much of the time may go into looking. Where waiting costs
 * nothing and looking does, one look when all is due is enough.
 */
const LOOK_EVERY_MS = 200;
const LOOK_SHARE = 0.1;

export interface EndingContext {
  journal: Journal;
  expect: Expect;
  deadlineMs: number;
  /** Whether waiting takes no real time. */
  isVirtual: boolean;
  /** The moment, in the scenario. */
  now(): number;
  sleepUntil(atMs: number): Promise<void>;
  /**
   * Brings in what is known up to now, of counters and of overload, which may put off what seemed to be decided: then the run goes
   * on. So it comes last, and what is decided after it stays so.
   */
  gather(): Promise<void>;
  /** Told how many obligations are still open. */
  tell(open: number): void;
  /** Told how long it took to look. */
  judged(forMs: number): void;
}

export async function awaitEnding(context: EndingContext): Promise<Ending> {
  for (;;) {
    if (!(await decided(context))) return pastDeadline(context);
    const quietFromMs = context.now();
    await context.sleepUntil(Math.min(quietFromMs + settleMs(context.expect), context.deadlineMs));
    await context.gather();
    const { pending } = openObligations(look(context));
    if (pending === 0) return { reason: 'decided', text: 'every obligation was decided' };
  }
}

/** Waits until nothing is open any more; false when the deadline came first. */
async function decided(context: EndingContext): Promise<boolean> {
  for (;;) {
    const beganMs = context.now();
    const { pending, untilMs } = openObligations(look(context));
    context.tell(pending);
    if (pending === 0) return true;
    const nowMs = context.now();
    const givenUpMs = Math.max(context.deadlineMs, Math.min(untilMs, latestEndMs(context)));
    if (nowMs >= givenUpMs) return false;
    const pauseMs = context.isVirtual ? Infinity : Math.max(LOOK_EVERY_MS, (nowMs - beganMs) / LOOK_SHARE);
    await context.sleepUntil(Math.min(nowMs + pauseMs, Math.max(untilMs, nowMs + 1), givenUpMs));
  }
}

/** All overload puts things off by no more than its sum; and a run takes twice as long at most. */
function latestEndMs({ journal, deadlineMs }: EndingContext): number {
  const putOffMs = journal.history.overloads.reduce((sumMs, { lateMs }) => sumMs + lateMs, 0);
  return deadlineMs + Math.min(deadlineMs, putOffMs);
}

function look(context: EndingContext): CheckResult[] {
  const beganMs = context.now();
  const results = judge(context.journal.history, context.expect, beganMs);
  context.judged(context.now() - beganMs);
  return results;
}

export function openObligations(results: readonly CheckResult[]): { pending: number; untilMs: number } {
  let pending = 0;
  let untilMs = -Infinity;
  for (const result of results) {
    pending += result.pending;
    untilMs = Math.max(untilMs, result.pendingUntilMs);
  }
  return { pending, untilMs };
}

function pastDeadline(context: EndingContext): Ending {
  const { pending } = openObligations(look(context));
  return { reason: 'deadline', text: `the deadline came with ${pending} obligations still open` };
}
