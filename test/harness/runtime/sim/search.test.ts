import { describe, expect, test } from 'vitest';
import { search } from './search.ts';

/** Seeds that once broke an invariant. To add one, add its number and a word on what it was. */
const REGRESSIONS: [seed: number, what: string][] = [
  [9, 'a recording of what all had lost with their lives: late, and no second delivery'],
  [24, 'the same, of a node that was started again'],
  [290, 'a peer that had slept took its sleep for a long way, and noticed the dead late'],
  [477, 'the same'],
];

/** The long setting is bench/search.ts. */
const SEEDS = 40;

describe("the peer's invariants, whatever happens to a mesh", () => {
  test.each(REGRESSIONS)('hold for seed %i: %s', (seed) => {
    expect(search(seed).violations).toEqual([]);
  });

  test('hold for seeds that nobody chose, and each tried something', () => {
    const total = { deliveries: 0, deaths: 0 };
    for (let seed = 1000; seed < 1000 + SEEDS; seed++) {
      const { violations, deliveries, deaths } = search(seed);
      expect(violations, `seed ${seed}: node bench/search.ts --from ${seed} --seeds 1`).toEqual([]);
      total.deliveries += deliveries;
      total.deaths += deaths;
    }
    expect(total.deliveries).toBeGreaterThan(100 * SEEDS);
    expect(total.deaths).toBeGreaterThan(SEEDS);
  });

  test('and a seed finds the same again', () => {
    expect(search(7)).toEqual(search(7));
  });
});
