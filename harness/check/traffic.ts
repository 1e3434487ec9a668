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
    const deliveredByLife = new Map<string, number>();
    for (const deliveries of history.deliveries.values()) {
      for (const { node, boot } of deliveries) {
        const key = `${node} ${boot}`;
        deliveredByLife.set(key, (deliveredByLife.get(key) ?? 0) + 1);
      }
    }
    let received = 0;
    let delivered = 0;
    const excesses: Excess[] = [];
    for (const [life, { counters }] of history.stats) {
      const count = counters['data.received'];
      if (count === undefined) continue;
      const own = deliveredByLife.get(`${life.node} ${life.boot}`) ?? 0;
      received += count;
      delivered += own;
      excesses.push({ node: life.node, received: count, delivered: own });
    }
    if (delivered === 0) return tally.result('traffic', expect.traffic.asked);
    tally.owed();
    const copies = received / delivered;
    if (copies > expect.traffic.copies) {
      tally.find({
        word: 'too many copies',
        verdict: 'failed',
        atMs: untilMs,
        text: `Each delivery cost ${copies.toFixed(2)} copies (${received} received for ${delivered} deliveries); ${expect.traffic.copies} are allowed.`,
        cause: ['Counted by the nodes themselves, in `data.received`.', ...whoGotMost(history, excesses)],
        evidence: [1],
      });
    }
    return tally.result('traffic', expect.traffic.asked, {
      'copies per delivery': Math.round(copies * 100) / 100,
    });
  },
};

interface Excess {
  node: string;
  received: number;
  delivered: number;
}

/** Where to look first: who got most copies for what it delivered, and who could have sent them. */
function whoGotMost(history: History, excesses: readonly Excess[]): string[] {
  const copies = ({ received, delivered }: Excess) => received / Math.max(1, delivered);
  const [most] = [...excesses].sort((a, b) => copies(b) - copies(a));
  if (most === undefined) return [];
  const { node, received, delivered } = most;
  const senders = (history.directionsTo.get(node) ?? []).map(({ from }) => from);
  return [
    `${node} got most: ${received} for ${plural(delivered, 'delivery', 'deliveries')}; its neighbours are ${names(senders, 6)}.`,
  ];
}
