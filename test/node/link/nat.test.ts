import { expect, test } from 'vitest';
import { NatBinding } from '../../../node/link/nat.ts';
import { randomStreamOf } from '../../../node/link/random-stream.ts';

test('nothing comes in before the node has sent', () => {
  expect(new NatBinding(5000).admits(0)).toBe(false);
});

test('what comes less than the timeout after the last datagram out comes in, and no other', () => {
  const binding = new NatBinding(5000);
  binding.sent(1000);
  expect([1000, 5999.9, 6000, 60_000].map((nowMs) => binding.admits(nowMs))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  binding.sent(60_000);
  expect(binding.admits(64_000)).toBe(true);
});

test('a stream of its own for each seed and direction', () => {
  const first = (seed: number, from: string, to: string) => randomStreamOf(seed, from, to).u32();
  expect(first(1, 'a', 'b')).toBe(first(1, 'a', 'b'));
  expect(new Set([first(1, 'a', 'b'), first(1, 'b', 'a'), first(2, 'a', 'b'), first(1, 'a', 'c')]).size).toBe(
    4,
  );
});
