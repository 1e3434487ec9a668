import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ClockMap } from '../../harness/common/clock-map.ts';

test('one round trip bounds the difference by its length', () => {
  const clock = new ClockMap();
  clock.learn(5000, 100, 110);
  expect(clock.toHarness(5000)).toEqual({ atMs: 105, errMs: 5 });
});

test('a shorter round trip narrows it, a longer one changes nothing', () => {
  const clock = new ClockMap();
  clock.learn(5000, 100, 110);
  clock.learn(5010.5, 110, 111);
  const { errMs } = clock.toHarness(5010.5);
  clock.learn(5030, 111, 151);
  expect(errMs).toBeLessThanOrEqual(0.5);
  expect(clock.toHarness(5030).errMs).toBeLessThan(errMs + 0.1);
});

test('what was learned grows less certain with time', () => {
  const clock = new ClockMap();
  clock.learn(0, 0, 1);
  clock.learn(60_000, 50_000, 61_000);
  expect(clock.toHarness(60_000).errMs).toBeGreaterThan(5);
});

test('a clock that was set is learned anew', () => {
  const clock = new ClockMap();
  expect(clock.learn(0, 0, 1)).toBe(0);
  expect(clock.learn(1_000_000, 10, 12)).toBeCloseTo(999_988, 1);
  expect(clock.toHarness(1_000_000)).toEqual({ atMs: 11, errMs: 1 });
});

test('nothing is said before something was learned', () => {
  expect(() => new ClockMap().toHarness(1)).toThrow('learned');
});

test('the truth is always within the error, whatever the delays and a drift within the bound', () => {
  const trip = fc.record({
    gapMs: fc.double({ min: 0, max: 5000, noNaN: true }),
    outMs: fc.double({ min: 0, max: 50, noNaN: true }),
    backMs: fc.double({ min: 0, max: 50, noNaN: true }),
  });
  const drift = fc.double({ min: -0.0001, max: 0.0001, noNaN: true });
  const offset = fc.integer({ min: -1e6, max: 1e6 });
  fc.assert(
    fc.property(fc.array(trip, { minLength: 1, maxLength: 20 }), drift, offset, (trips, rate, offsetMs) => {
      const clock = new ClockMap();
      const reading = (trueMs: number) => offsetMs + trueMs * (1 + rate);
      let nowMs = 0;
      for (const { gapMs, outMs, backMs } of trips) {
        nowMs += gapMs;
        const sentMs = nowMs;
        const readMs = nowMs + outMs;
        nowMs = readMs + backMs;
        clock.learn(reading(readMs), sentMs, nowMs);
        const { atMs, errMs } = clock.toHarness(reading(readMs));
        expect(Math.abs(atMs - readMs)).toBeLessThanOrEqual(errMs + 1e-6);
      }
    }),
  );
});
