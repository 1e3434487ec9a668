import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LinkTable } from '../../../../../harness/runtime/sim/engine/links.ts';

test('finds each direction by its nodes, whichever way round a link was written, and no others', () => {
  const end = fc.nat(11);
  const pairs = fc.uniqueArray(
    fc.tuple(end, end).filter(([a, b]) => a !== b),
    { selector: ([a, b]) => Math.min(a, b) * 12 + Math.max(a, b) },
  );
  fc.assert(
    fc.property(pairs, (list) => {
      const links = new LinkTable(
        12,
        list.map(([a, b]) => ({ a, b })),
      );
      const exists = new Set(list.flatMap(([a, b]) => [`${a}-${b}`, `${b}-${a}`]));
      const numbers: number[] = [];
      for (let from = 0; from < 12; from++) {
        for (let to = 0; to < 12; to++) {
          const direction = links.find(from, to);
          expect(direction >= 0).toBe(exists.has(`${from}-${to}`));
          if (direction < 0) continue;
          numbers.push(direction);
          expect(links.to(direction)).toBe(to);
          expect(links.back(direction)).toBe(links.find(to, from));
        }
      }
      // By the node at which they begin, and then by the one at which they end.
      expect(numbers).toEqual(Array.from({ length: links.count }, (_, number) => number));
    }),
    { seed: 42, numRuns: 50 },
  );
});
