/**
 * The warm-up: what lies between the last node's `ready` and the scenario's start. Programs that have just started are still
 * busy with themselves, and a hundred of them keep each other from the processors for longer than it took to start them. Steps
 * that came then would be judged by a mesh that does not work yet, or be excused by an overload that the start itself made.
 *
 * It ends when neighbours have met and nobody waits for a processor any more, by what excuses overload (`NodeSupervisor`). It does not
 * wait for what does not come:
 *
 * 1. Neighbours of whom nobody new has met another for as long as `recover` allows, or a second, and twice the longest delay
 *    of a link: whether they had to is for the checks to say. A program need not speak of neighbours at all.
 * 2. Processors that others keep busy: while the nodes take less than a quarter of them, it is not the start that they wait
 *    for. After two seconds of that the scenario begins.
 * 3. Anything, after `timeouts: { warmup }`.
 *
 * On a virtual clock nobody waits for a processor, and only the meetings are left.
 */

import type { WarmUpEnd } from '../journal/record.ts';
import type { Meetings } from './nodes/meetings.ts';
import type { OverloadLog } from './nodes/overload-log.ts';

/** Over which waiting for processors is looked at. What the gauges tell of less is everyday life. */
const WINDOW_MS = 250;
/** Overload keeps those apart who would have met: the wait for a meeting is so many times as long. */
const OVERLOADED_STRETCH = 3;
/** Of the processors: nodes that take less are not starting any more. */
const STARTING_SHARE = 0.25;
const OTHERS_MS = 2_000;
/** For meetings: a look costs nothing, and comes at most this much too late, or a tenth of the time. */
const LOOK_EVERY_MS = 1;
const LOOK_SHARE = 0.1;
/** How long to wait for the next meeting, at the least: several times what it takes where nothing is lost on the way. */
const NEXT_MEETING_MS = 1_000;

export interface WarmUpContext {
  meetings: Meetings;
  /** How long to wait for the next meeting. */
  meetingMs: number;
  /** How long all of it may take; 0: the scenario begins at once. */
  limitMs: number;
  /** Whether waiting takes no real time. */
  isVirtual: boolean;
  now(): number;
  /** Rejects when the run is over. */
  sleepUntil(atMs: number): Promise<void>;
  /** Brings in what is known of waiting up to now. */
  gather(): Promise<void>;
  /** When something last waited for a processor, and how much of the processors the nodes have had. */
  overload: Pick<OverloadLog, 'overloadedAtMs' | 'ranMs'>;
  processors: number;
  tell(): void;
}

export interface WarmUp {
  /** How long it took. */
  forMs: number;
  end: WarmUpEnd;
}

/** How long to wait for the next meeting in a mesh with such links, whose neighbours must meet within `recoverMs`. */
export function meetingPatienceMs(recoverMs: number | null | undefined, linkMs: number): number {
  return Math.max(NEXT_MEETING_MS, recoverMs ?? 0) + 2 * linkMs;
}

/** Resolves when the scenario may begin. */
export async function warmUp(context: WarmUpContext): Promise<WarmUp> {
  if (context.limitMs === 0) return { forMs: 0, end: 'none' };
  const beganMs = context.now();
  const end = await comeToRest(context, beganMs + context.limitMs);
  return { end, forMs: Math.round((context.now() - beganMs) * 1000) / 1000 };
}

async function comeToRest(context: WarmUpContext, untilMs: number): Promise<WarmUpEnd> {
  // What was there before the last look counts too: nodes of a pool have not just been started.
  let windowMs = context.now() - WINDOW_MS;
  let ranBeforeMs: number | null = null;
  for (let othersSinceMs: number | null = null; ; ) {
    context.tell();
    await awaitMeetings(context, untilMs);
    if (context.isVirtual) return 'settled';
    await context.gather();
    const { overloadedAtMs, ranMs } = context.overload;
    if (overloadedAtMs < windowMs) return 'settled';
    const nowMs = context.now();
    if (nowMs >= untilMs) return 'timeout';
    const isStarting =
      ranMs === null ||
      ranBeforeMs === null ||
      ranMs - ranBeforeMs >= (nowMs - windowMs) * context.processors * STARTING_SHARE;
    othersSinceMs = isStarting ? null : (othersSinceMs ?? windowMs);
    if (othersSinceMs !== null && nowMs - othersSinceMs >= OTHERS_MS) return 'others';
    windowMs = nowMs;
    ranBeforeMs = ranMs;
    await context.sleepUntil(Math.min(windowMs + WINDOW_MS, untilMs));
  }
}

/**
 * Resolves when all have met, or nobody new has for too long. Looks again and again, ever less often: on a virtual clock
 * what has come in between would otherwise be seen at a moment that depends on the real one.
 */
async function awaitMeetings(context: WarmUpContext, untilMs: number): Promise<void> {
  const { meetings, meetingMs } = context;
  const beganMs = context.now();
  while (meetings.met < meetings.total) {
    const nowMs = context.now();
    const sinceMs = Math.max(beganMs, meetings.lastAtMs);
    const stretch = context.overload.overloadedAtMs > sinceMs ? OVERLOADED_STRETCH : 1;
    const giveUpMs = Math.min(sinceMs + meetingMs * stretch, untilMs);
    if (nowMs >= giveUpMs) return;
    const pauseMs = Math.max(LOOK_EVERY_MS, (nowMs - beganMs) * LOOK_SHARE);
    await context.sleepUntil(Math.min(nowMs + pauseMs, giveUpMs));
  }
}
