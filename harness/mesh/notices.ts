/**
 * What nodes have said of a neighbour, and waiting for it.
 */

import type { Incarnation } from '../check/evidence/incarnation.ts';
import type { RunningScenario } from '../scenario/step-source.ts';
import { nodeListText } from '../topology/model/words.ts';
import { formatDuration } from '../topology/text/units.ts';
import { NotSeenError } from './errors.ts';
import { waitFor } from './wait.ts';

/** A node's last word about another one. */
export interface Notice {
  /** Who said it. */
  by: string;
  atMs: number;
  /** Why it took the other for dead, in its own words; empty where it says that it is there. */
  reason: string;
}

export type NoticeKind = 'death' | 'return';

/** Resolves when the last word of all `witnesses` about `node` is that it is dead, or that it is there again. */
export async function awaitNotices(
  running: RunningScenario,
  node: string,
  what: NoticeKind,
  witnesses: () => readonly string[],
  withinMs: number,
): Promise<Notice[]> {
  const untilMs = running.now() + withinMs;
  return await waitFor(running, () => {
    const asked = witnesses();
    const notices = asked.map((by) => noticeOf(running, by, node, what));
    const missing = asked.filter((_, i) => notices[i] === null);
    if (asked.length > 0 && missing.length === 0) return { found: notices.filter((each) => each !== null) };
    if (running.now() < untilMs) return { againMs: untilMs };
    throw new NotSeenError(
      what === 'death' ? 'DEATH_NOT_SEEN' : 'RETURN_NOT_SEEN',
      asked.length === 0 ? nobodyToSee(node) : notSeen(node, what, missing, withinMs),
      'Allow more time with `within`, or a shorter keepalive in `peer`. The verdict says why.',
    );
  });
}

function noticeOf({ journal }: RunningScenario, by: string, node: string, what: NoticeKind): Notice | null {
  const { history } = journal;
  const incarnation = history.incarnations(by).at(-1);
  const last = incarnation && history.words(incarnation, node).at(-1);
  if (!last || last.up !== (what === 'return')) return null;
  // A word about a life before is none about this one's return.
  const subject: Incarnation | undefined = history.incarnations(node).at(-1);
  if (what === 'return' && subject !== undefined && last.latestMs < subject.startedMs) return null;
  return { by, atMs: (last.earliestMs + last.latestMs) / 2, reason: last.reason };
}

function notSeen(node: string, what: NoticeKind, missing: readonly string[], withinMs: number): string {
  const whose = missing.length === 1 ? 'has' : 'have';
  const said = what === 'death' ? `said that ${node} is dead` : `said that ${node} is there`;
  return `${nodeListText(missing)} ${whose} not ${said} within ${formatDuration(withinMs)}.`;
}

function nobodyToSee(node: string): string {
  return `No neighbour of ${node} runs that could have seen it.`;
}
