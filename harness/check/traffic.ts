/**
 * How many copies of messages travelled for each delivery: received data datagrams, duplicates included, by the
 * nodes' own `stats`. Lives that were killed took their counters with them and are left out on both sides.
 */

import type { History } from './history.ts';
import { names, plural } from './say.ts';
import { Tally } from './tally.ts';
import type { Check } from './types.ts';

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
      tally.find({
        word: 'too many copies',
        verdict: 'failed',
        atMs: untilMs,
        text: `Each delivery cost ${copies.toFixed(2)} copies (${received} received for ${delivered} deliveries); ${expect.traffic.copies} are allowed.`,
        cause: [
          'Counted by the nodes themselves, in `data.received`.',
          ...whoGotMost(history, counted.shares),
        ],
        evidence: [1],
      });
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
  for (const [life, { counters }] of history.stats) {
    const received = counters['data.received'];
    if (received !== undefined) shares.push({ node: life.node, received, delivered: life.deliveriesSaid });
  }
  const received = shares.reduce((sum, share) => sum + share.received, 0);
  const delivered = shares.reduce((sum, share) => sum + share.delivered, 0);
  return delivered === 0 ? null : { received, delivered, copies: received / delivered, shares };
}

/** Where to look first: who got most copies for what it delivered, and who could have sent them. */
function whoGotMost(history: History, shares: readonly Share[]): string[] {
  const copies = ({ received, delivered }: Share) => received / Math.max(1, delivered);
  const [most] = [...shares].sort((a, b) => copies(b) - copies(a));
  if (most === undefined) return [];
  const { node, received, delivered } = most;
  const senders = (history.directionsTo.get(node) ?? []).map(({ from }) => from);
  return [
    `${node} got most: ${received} for ${plural(delivered, 'delivery', 'deliveries')}; its neighbours are ${names(senders, 6)}.`,
  ];
}
