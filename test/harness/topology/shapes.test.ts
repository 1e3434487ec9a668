/**
 * The numbered invariants of `shapes/shape.ts`, for every shape.
 */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../harness/common/random-streams.ts';
import { isConnected } from '../../../harness/topology/shapes/connected.ts';
import { findShape, SHAPES } from '../../../harness/topology/shapes/index.ts';
import type { NodePair, Shape, Values } from '../../../harness/topology/shapes/shape.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const sizes = fc.integer({ min: 1, max: 80 });

/** Any values of the shape's parameters, possible or not. */
function valuesOf(shape: Shape): fc.Arbitrary<Values> {
  const arbitrary: Record<string, fc.Arbitrary<number | undefined>> = {};
  for (const name of Object.keys(shape.parameters)) {
    const number =
      name === 'rewire'
        ? fc.constantFrom(0, 0.1, 0.5, 1)
        : fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 90 }));
    arbitrary[name] = shape.defaults[name] === undefined ? fc.option(number, { nil: undefined }) : number;
  }
  return fc.record(arbitrary);
}

function degrees(n: number, pairs: readonly NodePair[]): number[] {
  const counts = new Array<number>(n).fill(0);
  for (const [a, b] of pairs) {
    counts[a]! += 1;
    counts[b]! += 1;
  }
  return counts;
}

function make(name: string, n: number, values: Values = {}, seed = 1): NodePair[] {
  const shape = findShape(name) as Shape;
  return shape.pairs(n, { ...shape.defaults, ...values }, randomStream(seed, 'links')) ?? [];
}

describe.each(SHAPES.map((shape) => [shape.name, shape] as const))('the shape %s', (_, shape) => {
  it('1, 2: has each pair once, in one piece, as many as it said, or says why there is none', () => {
    fc.assert(
      fc.property(sizes, valuesOf(shape), seeds, (n, values, seed) => {
        const refusal = shape.refuse(n, values);
        if (refusal !== null) {
          expect(refusal.text).not.toBe('');
          expect(refusal.fix).not.toBe('');
          if (refusal.parameter !== undefined)
            expect(Object.keys(shape.parameters)).toContain(refusal.parameter);
          return;
        }
        const pairs = shape.pairs(n, values, randomStream(seed, 'links'));
        if (pairs === null) return;
        for (const [a, b] of pairs) {
          expect(0 <= a && a < b && b < n).toBe(true);
        }
        expect(new Set(pairs.map(([a, b]) => a * n + b)).size).toBe(pairs.length);
        expect(pairs.length).toBe(shape.count(n, values));
        expect(isConnected(n, pairs)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('3: is the same for the same seed', () => {
    fc.assert(
      fc.property(sizes, seeds, (n, seed) => {
        if (shape.refuse(n, shape.defaults) !== null) return;
        const twice = [0, 1].map(() => shape.pairs(n, shape.defaults, randomStream(seed, 'links')));
        expect(twice[0]).toEqual(twice[1]);
      }),
    );
  });

  it('4: costs in proportion to its size', () => {
    // Counted in draws, not in seconds: a machine may be busy.
    const draws = (n: number) => {
      const random = randomStream(1, 'links');
      let count = 0;
      const counting = {
        u32: () => random.u32(),
        float: () => random.float(),
        below: (bound: number) => {
          count++;
          return random.below(bound);
        },
      };
      shape.pairs(n, shape.defaults, counting);
      return count;
    };
    if (shape.name === 'full') return;
    expect(draws(20_000)).toBeLessThanOrEqual(draws(2000) * 11 + 100);
  });
});

describe('what the shapes look like', () => {
  it('a line and a ring', () => {
    expect(make('line', 4)).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
    expect(make('ring', 4)).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
      [0, 3],
    ]);
  });

  it('a star and a tree', () => {
    expect(make('star', 4)).toEqual([
      [0, 1],
      [0, 2],
      [0, 3],
    ]);
    expect(make('tree', 7)).toEqual([
      [0, 1],
      [0, 2],
      [1, 3],
      [1, 4],
      [2, 5],
      [2, 6],
    ]);
  });

  it('a grid whose last row is short', () => {
    expect(make('grid', 5)).toEqual([
      [0, 1],
      [0, 3],
      [1, 2],
      [1, 4],
      [3, 4],
    ]);
  });

  it('a small world without rewiring is a ring lattice', () => {
    expect(degrees(10, make('small-world', 10, { degree: 4, rewire: 0 }))).toEqual(new Array(10).fill(4));
  });

  it('in a small world each node keeps its half of the links', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const pairs = make('small-world', 40, { degree: 6, rewire: 1 }, seed);
        expect(Math.min(...degrees(40, pairs))).toBeGreaterThanOrEqual(3);
      }),
      { numRuns: 30 },
    );
  });

  it('a small world rewires about the share that is asked for', () => {
    const n = 5000;
    const lattice = new Set(make('small-world', n, { degree: 6, rewire: 0 }).map(([a, b]) => a * n + b));
    const moved = make('small-world', n, { degree: 6, rewire: 0.1 }).filter(
      ([a, b]) => !lattice.has(a * n + b),
    );
    // 15,000 links, each moved with 10%: five standard deviations are 184.
    expect(Math.abs(moved.length - 1500)).toBeLessThan(184);
  });

  it('every node of a scale-free mesh has `attach` links or more, and a few have very many', () => {
    const counts = degrees(3000, make('scale-free', 3000, { attach: 3 }));
    expect(Math.min(...counts)).toBe(3);
    expect(Math.max(...counts)).toBeGreaterThan(60);
  });

  it('random trees are uniform: each of the 16 over four nodes comes up as often', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 8000; seed++) {
      const key = JSON.stringify(
        make('random', 4, { degree: 1.5 }, seed).toSorted(([a, b], [c, d]) => a - c || b - d),
      );
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(16);
    const chi = [...counts.values()].reduce((sum, count) => sum + (count - 500) ** 2 / 500, 0);
    // Fifteen degrees of freedom: above 37.7 once in a thousand; these seeds are fixed.
    expect(chi).toBeLessThan(37.7);
  });
});

describe('what cannot be', () => {
  it.each([
    ['ring', 2, {}, '2 nodes make no ring', 'Take 3 nodes or more, or `shape: line`.'],
    [
      'small-world',
      10,
      { degree: 3 },
      'the degree of a small world is even, since half of it goes each way round the ring, and 3 is odd',
      'Write `degree: 2` or `degree: 4`.',
    ],
    [
      'small-world',
      10,
      { degree: 10 },
      '10 nodes have at most 9 neighbours each, not 10',
      'Write an even `degree` of at most 8, or take more nodes.',
    ],
    ['small-world', 2, {}, '2 nodes make no small world', 'Take 3 nodes or more, or `shape: line`.'],
    [
      'random',
      10,
      { degree: 1 },
      'with a mean degree of 1, 10 nodes have too few links to be in one piece',
      'Write `degree: 2` or more.',
    ],
    [
      'random',
      5,
      { degree: 5 },
      '5 nodes have at most 4 neighbours each, not 5',
      'Write a `degree` of at most 4, or take more nodes.',
    ],
    [
      'scale-free',
      3,
      { attach: 3 },
      'each new node is linked to 3 earlier ones, and there are 3 nodes in all',
      'Write an `attach` of at most 2, or take more nodes.',
    ],
    [
      'grid',
      15,
      { rows: 4, columns: 4 },
      '4 rows of 4 columns make 16 places for 15 nodes',
      'Leave one of the two out, or change the number of nodes.',
    ],
    [
      'grid',
      5,
      { rows: 4 },
      '5 nodes cannot fill 4 rows of equal length, the last one shorter',
      'Write `rows: 3`, or change the number of nodes.',
    ],
    ['grid', 5, { columns: 6 }, '6 columns for 5 nodes', 'At most 5 are possible.'],
  ])('%s of %d with %j', (name, n, values, text, fix) => {
    const shape = findShape(name) as Shape;
    expect(shape.refuse(n, { ...shape.defaults, ...values })).toMatchObject({ text, fix });
  });
});
