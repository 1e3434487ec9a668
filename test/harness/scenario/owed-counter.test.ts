import { expect, test } from 'vitest';
import { OwedCounter } from '../../../harness/scenario/owed-counter.ts';

/** Looks every 250 ms for five seconds, where counting takes `tookMs`; tells what was seen, and how often was counted. */
function seen(tookMs: number): { last: number | null; counts: number } {
  let nowMs = 0;
  let counts = 0;
  const count = () => {
    nowMs += tookMs;
    return ++counts;
  };
  const counter = new OwedCounter(count, () => nowMs);
  let last: number | null = null;
  for (; nowMs < 5000; nowMs += 250) last = counter.look();
  return { last, counts };
}

test('what is owed is counted once a second', () => {
  expect(seen(0)).toEqual({ last: 5, counts: 5 });
});

test('a count that would be felt in the run is the last', () => {
  expect(seen(21)).toEqual({ last: null, counts: 1 });
});
