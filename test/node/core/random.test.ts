import { expect, test } from 'vitest';
import { hash32, Random } from '../../../node/core/random.ts';

test('the same seed and labels give the same stream, on any machine', () => {
  const random = Random.of(42, 'links', 7);
  expect([random.u32(), random.u32(), random.u32(), random.u32()]).toMatchInlineSnapshot(`
    [
      2071203902,
      158908484,
      1240181056,
      4122802005,
    ]
  `);
  expect(hash32('n1')).toMatchInlineSnapshot(`2855225089`);
});

test('other seeds, other labels and forks give other streams', () => {
  const base = Random.of(1);
  const streams = [
    Random.of(1),
    Random.of(2),
    Random.of(1, 'a'),
    Random.of(1, 'b'),
    Random.of(1, 1),
    base.fork(1),
  ];
  const first = streams.map((random) => random.u32());
  expect(new Set(first).size).toBe(streams.length);
});

test('numbers below a bound are as likely each', () => {
  const random = Random.of(7);
  const times = new Array<number>(6).fill(0);
  for (let i = 0; i < 60_000; i++) times[random.below(6)]!++;
  for (const count of times) expect(Math.abs(count - 10_000)).toBeLessThan(400);
});

test('a shuffle keeps every item and leaves the list alone', () => {
  const list = Array.from({ length: 100 }, (_, i) => i);
  const shuffled = Random.of(3).shuffled(list);
  expect(list[50]).toBe(50);
  expect(shuffled).not.toEqual(list);
  expect([...shuffled].sort((a, b) => a - b)).toEqual(list);
});

test('floats lie in [0, 1)', () => {
  const random = Random.of(5);
  const drawn = Array.from({ length: 10_000 }, () => random.float());
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...drawn)).toBeLessThan(1);
});

test('a stream goes on from the state that was saved, in another object too', () => {
  const words = new Int32Array(8);
  const random = Random.of(9);
  random.u32();
  random.save(words, 4);
  const other = Random.of(1);
  other.load(words, 4);
  for (let i = 0; i < 10; i++) expect(other.u32()).toBe(random.u32());
});

test('nothing can be picked from nothing', () => {
  expect(() => Random.of(1).pick([])).toThrow(RangeError);
});
