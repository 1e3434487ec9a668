/**
 * When a run is over: every obligation decided, then a quiet time in which duplicates, phantoms and false deaths can
 * still show. Not a fixed sleep; and never past the deadline.
 */

import { judge } from '../check/judge.ts';
import type { CheckResult } from '../check/types.ts';
import type { Journal } from '../journal/journal.ts';
import type { EndReason } from '../journal/record.ts';
import { settleMs } from '../plan/deadline.ts';
import type { Expect } from '../topology/types.ts';

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

export interface EndingStage {
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

export async function awaitEnding(stage: EndingStage): Promise<Ending> {
  for (;;) {
    if (!(await decided(stage))) return pastDeadline(stage);
    const quietFromMs = stage.now();
    await stage.sleepUntil(Math.min(quietFromMs + settleMs(stage.expect), stage.deadlineMs));
    await stage.gather();
    const { pending } = openObligations(look(stage));
    if (pending === 0) return { reason: 'decided', text: 'every obligation was decided' };
  }
}

/** Waits until nothing is open any more; false when the deadline came first. */
async function decided(stage: EndingStage): Promise<boolean> {
  for (;;) {
    const beganMs = stage.now();
    const { pending, untilMs } = openObligations(look(stage));
    stage.tell(pending);
    if (pending === 0) return true;
    const nowMs = stage.now();
    if (nowMs >= stage.deadlineMs) return false;
    const pauseMs = stage.isVirtual ? Infinity : Math.max(LOOK_EVERY_MS, (nowMs - beganMs) / LOOK_SHARE);
    await stage.sleepUntil(Math.min(nowMs + pauseMs, Math.max(untilMs, nowMs + 1), stage.deadlineMs));
  }
}

function look(stage: EndingStage): CheckResult[] {
  const beganMs = stage.now();
  const results = judge(stage.journal.history, stage.expect, beganMs);
  stage.judged(stage.now() - beganMs);
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

function pastDeadline(stage: EndingStage): Ending {
  const { pending } = openObligations(look(stage));
  return { reason: 'deadline', text: `the deadline came with ${pending} obligations still open` };
}
