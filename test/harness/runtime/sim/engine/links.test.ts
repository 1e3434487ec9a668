import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Links } from '../../../../../harness/runtime/sim/engine/links.ts';

test('finds each direction by its nodes, whichever way round a link was written, and no others', () => {
  const end = fc.nat(11);
  const pairs = fc.uniqueArray(
    fc.tuple(end, end).filter(([a, b]) => a !== b),
    { selector: ([a, b]) => Math.min(a, b) * 12 + Math.max(a, b) },
  );
  fc.assert(
    fc.property(pairs, (list) => {
      const links = new Links(
        12,
        list.map(([a, b]) => ({ a, b })),
      );
      const found = new Map<string, number>();
      for (const [link, [a, b]] of list.entries())
        found.set(`${a}-${b}`, 2 * link).set(`${b}-${a}`, 2 * link + 1);
      for (let from = 0; from < 12; from++)
        for (let to = 0; to < 12; to++) expect(links.find(from, to)).toBe(found.get(`${from}-${to}`) ?? -1);
      for (const direction of found.values()) {
        expect(links.from[direction]).toBe(links.to[direction ^ 1]);
        expect(links.find(links.from[direction]!, links.to[direction]!)).toBe(direction);
      }
    }),
    { seed: 42, numRuns: 50 },
  );
});
