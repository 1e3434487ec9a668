import { expect, it } from 'vitest';
import { nextLower } from '../../../harness/shrink/search/lower.ts';

it.each([
  [5000, 2000],
  [3500, 2000],
  [2000, 1000],
  [1001, 1000],
  [1000, 500],
  [12, 10],
  [2, 1],
  [1, 0],
  [0.5, 0],
])('after %d comes %d', (value, lower) => {
  expect(nextLower(value)).toBe(lower);
});
