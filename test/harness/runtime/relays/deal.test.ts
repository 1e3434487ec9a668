import fc from 'fast-check';
import { expect, test } from 'vitest';

import { assignLinksToRelays } from '../../../../harness/runtime/relays/assignment.ts';
import { double, planOf } from '../fixtures.ts';

const planWith = (links: { a: string; b: string; direct?: boolean }[]) =>
  planOf(
    ['a', 'b', 'c'].map((name) => double(name)),
    { links },
  );

test('only links that need a relay are dealt, with the conditions of each direction', () => {
  const plan = planOf([], {
    links: [
      { a: 'a', b: 'b', ab: { loss: 0.1 }, ba: { latencyMs: 5 } },
      { a: 'b', b: 'c', direct: true },
    ],
  });
  expect(assignLinksToRelays(plan, () => 'mesh')).toEqual([
    {
      relay: 'relay 1',
      networks: ['mesh'],
      links: [{ a: 'a', b: 'b', ab: { loss: 0.1 }, ba: { latencyMs: 5 }, network: 'mesh' }],
    },
  ]);
});

test('no link that needs one, no relay', () => {
  expect(assignLinksToRelays(planWith([{ a: 'a', b: 'b', direct: true }]), () => '')).toEqual([]);
});

test('many links are shared out evenly, each once, among a few relays; links of one network lie side by side', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 1, max: 5 }), (links, networks) => {
      const named = Array.from({ length: links }, (_, i) => ({ a: `n${i}`, b: `m${i}` }));
      const deals = assignLinksToRelays(planWith(named), (a) => `net${Number(a.slice(1)) % networks}`);
      const sizes = deals.map((deal) => deal.links.length);
      expect(deals.length).toBe(Math.min(4, Math.ceil(links / 200)));
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      expect(new Set(deals.flatMap((deal) => deal.links.map(({ a }) => a))).size).toBe(links);
      const attachments = deals.reduce((sum, deal) => sum + deal.networks.length, 0);
      expect(attachments).toBeLessThanOrEqual(Math.min(networks, links) + deals.length - 1);
    }),
  );
});
