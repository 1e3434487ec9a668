/**
 * How many copies of messages travelled for each delivery: received data datagrams, duplicates included, by the
 * nodes' own `stats`. Lives that were killed took their counters with them and are left out on both sides.
 *
 * Overload costs copies: what is long on its way is asked for again, of several neighbours perhaps, and comes more than once.
 * It excuses as many as it can have cost, and no more: one of each neighbour for each delivery of a message that was
 * under way in it.
 */

import { plural } from '../../common/wording.ts';
import type { History } from '../evidence/history.ts';
import { excuseFigure, HEAVY_OVERLOAD_MS, overloadDuringMs } from '../explain/excuse.ts';
import type { Check } from '../explain/finding.ts';
import { joinNames } from '../explain/say.ts';
import { explainSlowestDelivery } from '../explain/slowest.ts';
import { deliveriesInTime } from './latency.ts';
import { Tally } from './tally.ts';

/** How long after the last delivery a copy that was asked for may still be under way. */
const ASKED_AGAIN_MS = 1000;

export const traffic: Check = {
  name: 'traffic',
  judge(history, expect, untilMs) {
    if (!expect.traffic) return null;
    const tally = new Tally(untilMs);
    const counted = countCopies(history);
    if (counted === null) return tally.result('traffic', expect.traffic.asked);
    tally.owed();
    const { received, delivered, copies } = counted;
    if (copies > expect.traffic.copies) {
      // What is long on its way is asked for again.
      const slowest = explainSlowestDelivery(
        history,
        deliveriesInTime(history, expect.delivery?.withinMs ?? 0),
      );
      const finding = {
        word: 'too many copies' as const,
        verdict: 'failed' as const,
        atMs: untilMs,
        text: `Each delivery cost ${copies.toFixed(2)} copies (${received} received for ${delivered} deliveries); ${expect.traffic.copies} are allowed.`,
        cause: [
          'Counted by the nodes themselves, in `data.received`.',
          ...whoGotMost(history, counted.shares),
          ...slowest.cause,
        ],
        evidence: [1, ...slowest.evidence],
      };
      const excess = received - expect.traffic.copies * delivered;
      const isExplained = excess <= costOfOverload(history);
      tally.find(isExplained ? excuseFigure(history, finding, untilMs) : finding);
    }
    return tally.result('traffic', expect.traffic.asked, {
      'copies per delivery': Math.round(copies * 100) / 100,
    });
  },
};

/** What one life got, and what it made of it. */
interface Share {
  node: string;
  received: number;
  delivered: number;
}

interface Copies {
  received: number;
  delivered: number;
  copies: number;
  shares: Share[];
}

/** Null when no node that delivered something reported what it received. */
export function countCopies(history: History): Copies | null {
  const shares: Share[] = [];
  for (const [incarnation, { counters }] of history.stats) {
    const received = counters['data.received'];
    if (received !== undefined)
      shares.push({ node: incarnation.node, received, delivered: incarnation.deliveriesSaid });
  }
  const received = shares.reduce((sum, share) => sum + share.received, 0);
  const delivered = shares.reduce((sum, share) => sum + share.delivered, 0);
  return delivered === 0 ? null : { received, delivered, copies: received / delivered, shares };
}

/** How many copies were received at most because messages were long on their way. */
function costOfOverload(history: History): number {
  let copies = 0;
  for (const [message, deliveries] of history.deliveries) {
    const sentMs = history.injectionsByMessage.get(message)?.[0]?.injected?.earliestMs ?? 0;
    const lastMs = Math.max(...deliveries.map(({ latestMs }) => latestMs));
    const underWay = { nodes: history.nodes, fromMs: sentMs, toMs: lastMs + ASKED_AGAIN_MS };
    if (overloadDuringMs(history, underWay) < HEAVY_OVERLOAD_MS) continue;
    for (const { node } of deliveries) copies += history.directionsTo.get(node)?.length ?? 0;
  }
  return copies;
}

/** Where to look first: who got most copies for what it delivered, and who could have sent them. */
function whoGotMost(history: History, shares: readonly Share[]): string[] {
  const copies = ({ received, delivered }: Share) => received / Math.max(1, delivered);
  const [most] = [...shares].sort((a, b) => copies(b) - copies(a));
  if (most === undefined) return [];
  const { node, received, delivered } = most;
  const senders = (history.directionsTo.get(node) ?? []).map(({ from }) => from);
  return [
    `${node} got most: ${received} for ${plural(delivered, 'delivery', 'deliveries')}; its neighbours are ${joinNames(senders, 6)}.`,
  ];
}
