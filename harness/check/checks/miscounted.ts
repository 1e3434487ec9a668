/**
 * Miscounted: a node's `stats` say less than it surely did. The evidence is not its own word: what relays were offered by
 * it before it counted, and what it had said to have delivered.
 *
 * More than was seen is no lie for certain: a datagram may be lost before it comes to a relay, and an event be under way.
 */

import { plural, secondsText } from '../../common/wording.ts';
import type { DirectionHistory } from '../evidence/direction.ts';
import type { History, Stats } from '../evidence/history.ts';
import type { Incarnation } from '../evidence/incarnation.ts';
import type { Finding } from '../explain/finding.ts';

/** A program, or a relay, may have taken its counts a little before it says them. */
const COUNTED_BEFORE_MS = 100;

export function* miscounts(history: History): Generator<Finding> {
  for (const [incarnation, stats] of history.stats) {
    if (incarnation.missing.length + incarnation.jumps.length > 0) continue;
    const { delivered, 'bytes.sent': sentBytes } = stats.counters;
    const { offeredBytes, line } = offeredBy(history, incarnation, stats);
    if (sentBytes !== undefined && sentBytes < offeredBytes) {
      const seen = `the relays of its links had been sent ${plural(offeredBytes, 'byte')} by it before`;
      yield miscounted(incarnation, stats, `\`bytes.sent\` ${sentBytes}`, seen, [stats.line, line]);
    }
    if (delivered !== undefined && delivered < stats.deliveriesSaid) {
      const seen = `it had said \`delivered\` ${plural(stats.deliveriesSaid, 'time')} by then`;
      yield miscounted(incarnation, stats, `\`delivered\` ${delivered}`, seen, [stats.line]);
    }
  }
}

function miscounted(
  incarnation: Incarnation,
  stats: Stats,
  said: string,
  seen: string,
  evidence: number[],
): Finding {
  return {
    word: 'miscounted',
    verdict: 'failed',
    atMs: stats.earliestMs,
    node: incarnation.node,
    text: `${incarnation.node} (start ${incarnation.boot}) said ${said} in its \`stats\` at ${secondsText(stats.earliestMs)}, but ${seen}.`,
    cause: ['Counts are from `configure` on, and those of bytes are of the payload of its datagrams.'],
    evidence,
  };
}

/** What this life surely had sent to relays when it counted: by counts that were taken while it ran, and before. */
function offeredBy(
  history: History,
  incarnation: Incarnation,
  stats: Stats,
): { offeredBytes: number; line: number } {
  const seen = { offeredBytes: 0, line: stats.line };
  if (incarnation.readyMs === null) return seen;
  // What was read before belongs to earlier lives, or may do: their last words are under way when the next one begins.
  const ownFromMs = incarnation.boot === 1 ? -Infinity : history.readings.surelyAfter(incarnation.readyMs);
  for (const direction of history.directionsFrom.get(incarnation.node) ?? []) {
    const last = lastBy(direction, stats.earliestMs - COUNTED_BEFORE_MS);
    if (last === undefined || last.at < incarnation.readyMs) continue;
    const more = (last.offeredBytes ?? 0) - (lastBy(direction, ownFromMs)?.offeredBytes ?? 0);
    if (more <= 0) continue;
    seen.offeredBytes += more;
    seen.line = last.line;
  }
  return seen;
}

/** A count that has not changed is not told again. */
function lastBy(
  { samples }: DirectionHistory,
  atMs: number,
): DirectionHistory['samples'][number] | undefined {
  return samples.findLast((sample) => sample.at <= atMs);
}
