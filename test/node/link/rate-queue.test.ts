import { expect, test } from 'vitest';
import { RateQueue } from '../../../node/link/rate-queue.ts';

/** 125 bytes take a millisecond. */
const MBIT = 1_000_000;

test('each leaves behind all that came before it', () => {
  const queue = new RateQueue({ rateBps: MBIT });
  expect([0, 0, 1].map((nowMs) => queue.offer(nowMs, 125))).toEqual([1, 2, 3]);
  expect(queue.offer(10, 250)).toBe(12);
});

test('what finds no room is dropped, and takes none', () => {
  const queue = new RateQueue({ rateBps: MBIT, queueBytes: 250 });
  expect([125, 125, 125, 1].map((bytes) => queue.offer(0, bytes))).toEqual([1, 2, null, null]);
  expect(queue.offer(1, 125)).toBe(3);
});

test('without a queue of its own it has that of a link', () => {
  const queue = new RateQueue({ rateBps: MBIT });
  const taken = Array.from({ length: 200 }, () => queue.offer(0, 125)).filter((atMs) => atMs !== null);
  expect(taken.length).toBe(Math.floor(16_384 / 125));
});
