/**
 * From the finished journal to the one result.
 */

import { historyOf, judge, overall } from '../check/judge.ts';
import { latencies, quantile } from '../check/latency.ts';
import { verdictOf } from '../check/tally.ts';
import { countCopies } from '../check/traffic.ts';
import type { CheckResult, Verdict } from '../check/types.ts';
import type { JournalRecord } from '../journal/record.ts';
import type { RunResult } from '../report/result.ts';
import type { Ending } from './ending.ts';

export type Outcome = Pick<RunResult, 'verdict' | 'checks' | 'halfway' | 'figures'>;

/** Judges the whole journal, and what had happened by each `expect` step. `history`: what all records tell, if it is there. */
export function outcomeOf(
  records: readonly JournalRecord[],
  ending: Ending,
  startMs: number,
  history = historyOf(records),
): Outcome {
  const { topology } = history.header;
  const endMs = history.end?.at ?? 0;
  const checks = judge(history, topology.expect, endMs);
  const halfway = history.steps
    .filter((step) => step.verb === 'expect' && step.atMs <= endMs)
    .map((step) => {
      const atMs = step.atMs;
      const expect = step.verb === 'expect' ? step.expect : topology.expect;
      return { atMs, checks: judge(historyOf(records, atMs), expect, atMs) };
    });
  const times = latencies(history, topology.expect.delivery?.withinMs ?? 0).likely;
  const copies = countCopies(history)?.copies;
  const delivery = checks.find((result) => result.check === 'delivery');
  return {
    verdict: verdictAtEnd(checks, halfway, ending),
    checks,
    halfway,
    figures: {
      nodes: topology.nodes.length,
      links: topology.links.length,
      messages: history.injectionsByMessage.size,
      deliveries: history.deliveryCount,
      latencyP50Ms: quantile(times, 0.5) ?? 0,
      latencyP99Ms: quantile(times, 0.99) ?? 0,
      latencyMaxMs: times.at(-1) ?? 0,
      copiesPerDelivery: copies === undefined ? null : Math.round(copies * 1000) / 1000,
      unreachable: delivery?.figures.unreachable ?? 0,
      startMs,
      scenarioMs: endMs,
      journalRecords: records.length,
    },
  };
}

/** What is not known is not passed: a run that did not come to its end is inconclusive at best. */
function verdictAtEnd(
  checks: readonly CheckResult[],
  halfway: readonly { checks: CheckResult[] }[],
  ending: Ending,
): Verdict {
  const halves = halfway.map((half) => ({ verdict: verdictOf(half.checks) }));
  const verdict = verdictOf([{ verdict: overall(checks) }, ...halves]);
  // The last word on overload may come with the end itself, and put off what had been decided.
  const isDecided = ending.reason === 'decided' && checks.every(({ pending }) => pending === 0);
  return verdict === 'passed' && !isDecided ? 'inconclusive' : verdict;
}
