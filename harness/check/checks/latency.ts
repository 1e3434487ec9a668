/**
 * How long messages took from `injected` to `delivered`, as quantiles over the first deliveries to nodes that were owed the
 * message at its injection: what had to wait for a heal or a restart was not slow. Clock differences within the error bound
 * never convict: a limit is broken only if the shortest possible times break it.
 */

import { QUANTILES } from '../../topology/schema/quantiles.ts';
import type { History } from '../evidence/history.ts';
import { Reach } from '../evidence/reach.ts';
import type { CauseAndEvidence } from '../explain/cause.ts';
import { excuseFigure, unlessClocksJumped } from '../explain/excuse.ts';
import type { Check } from '../explain/finding.ts';
import { explainSlowestDelivery, type Timed } from '../explain/slowest.ts';
import { firstInjections } from './delivery.ts';
import { countForShare } from './share.ts';
import { Tally } from './tally.ts';

export const latency: Check = {
  name: 'latency',
  judge(history, expect, untilMs) {
    if (!expect.latency) return null;
    const tally = new Tally(untilMs);
    const limits = QUANTILES.flatMap(({ key, share }) => {
      const limitMs = expect.latency?.[`${key}Ms`];
      return limitMs === undefined ? [] : [{ name: key === 'max' ? 'maximum' : key, limitMs, share }];
    });
    const windowMs = Math.max(0, ...limits.map(({ limitMs }) => limitMs));
    const times = deliveryLatencies(history, windowMs);
    let slowest: CauseAndEvidence | null = null;
    tally.owed(times.likely.length);
    for (const { name, limitMs, share } of limits) {
      const leastMs = quantile(times.shortest, share);
      if (leastMs === null || leastMs <= limitMs) continue;
      slowest ??= explainSlowestDelivery(history, deliveriesInTime(history, windowMs));
      const finding = {
        word: 'too slow' as const,
        verdict: 'failed' as const,
        atMs: untilMs,
        text: `The ${name} of the time from injection to delivery was ${leastMs.toFixed(1)} ms or more; ${limitMs} ms are allowed.`,
        cause: [`Over ${times.likely.length} deliveries.`, ...slowest.cause],
        evidence: [1, ...slowest.evidence],
      };
      tally.find(unlessClocksJumped(history, excuseFigure(history, finding, untilMs), history.nodes));
    }
    return tally.result('latency', expect.latency.asked);
  },
};

/**
 * Times of first deliveries, in rising order: the likeliest, and the shortest that the clocks allow. Only to nodes to
 * which a way was open for `windowMs` from the injection on.
 */
export function deliveryLatencies(
  history: History,
  windowMs: number,
): { likely: number[]; shortest: number[] } {
  const likely: number[] = [];
  const shortest: number[] = [];
  for (const { injection, delivery, shortestMs } of deliveriesInTime(history, windowMs)) {
    const { earliestMs, latestMs } = injection.injected!;
    likely.push(Math.max(0, (delivery.earliestMs + delivery.latestMs - earliestMs - latestMs) / 2));
    shortest.push(shortestMs);
  }
  return { likely: likely.sort(ascending), shortest: shortest.sort(ascending) };
}

/** First deliveries to nodes to which a way was open for `windowMs` from the injection on. */
export function* deliveriesInTime(history: History, windowMs: number): Generator<Timed> {
  const reach = new Reach(history, windowMs);
  for (const injection of firstInjections(history)) {
    const { latestMs } = injection.injected!;
    const origin = history.incarnation(injection.node, injection.boot);
    const owed = reach.owedFrom(origin ? [origin] : [], latestMs, windowMs, 'flooded');
    const seen = new Set([injection.node]);
    for (const delivery of history.deliveries.get(injection.message!) ?? []) {
      if (seen.has(delivery.node) || !reach.mayOwe(delivery.node)) continue;
      if (owed.get(delivery.node)?.incarnation.boot !== delivery.boot) continue;
      seen.add(delivery.node);
      yield { injection, delivery, shortestMs: Math.max(0, delivery.earliestMs - latestMs) };
    }
  }
}

/** The smallest value that at least `share` of them do not exceed; null when there are none. */
export function quantile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, countForShare(share, sorted.length) - 1)] ?? null;
}

function ascending(a: number, b: number): number {
  return a - b;
}
