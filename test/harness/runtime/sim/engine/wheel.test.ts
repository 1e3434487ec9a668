import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Entries, Wheel } from '../../../../../harness/runtime/sim/engine/wheel.ts';

/** From the same microsecond to hours ahead. */
const ahead = fc.oneof(
  fc.integer({ min: 0, max: 3 }),
  fc.integer({ min: 0, max: 3_000 }),
  fc.integer({ min: 0, max: 3_000_000 }),
  fc.integer({ min: 0, max: 20_000_000_000 }),
  fc.constantFrom(1_023, 1_024, 1_025, 1_048_575, 1_048_576, 1_073_741_824),
);

interface Waiting {
  dueUs: number;
  label: number;
}

test('T1, T2: a span has all that is due in it, and what is due at one moment in order of scheduling', () => {
  const step = fc.record({ schedule: fc.array(ahead, { maxLength: 6 }), runUs: ahead, spanUs: ahead });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const wheel = new Wheel();
      const taken = new Entries();
      let waiting: Waiting[] = [];
      let label = 0;
      let nowUs = 0;
      const schedule = (dueUs: number) => {
        wheel.schedule(dueUs, ++label);
        waiting.push({ dueUs, label });
      };
      for (const step of steps) {
        for (const aheadUs of step.schedule) schedule(nowUs + 1 + aheadUs);
        const limitUs = nowUs + 1 + step.runUs;
        for (;;) {
          const untilUs = wheel.takeSpan(limitUs, 1 + step.spanUs, taken);
          if (untilUs < 0) break;
          const first = Math.min(...waiting.map(({ dueUs }) => dueUs));
          expect(untilUs).toBeLessThanOrEqual(Math.min(limitUs, first + step.spanUs));
          const got = Array.from(taken.list.subarray(0, taken.size), (entry): Waiting => {
            return { dueUs: wheel.dueUs(entry), label: wheel.first(entry) };
          });
          for (const entry of taken.list.subarray(0, taken.size)) wheel.letGo(entry);
          // Stable sorts: equal times stay as they came.
          const inOrder = (list: Waiting[]) => list.toSorted((one, other) => one.dueUs - other.dueUs);
          expect(inOrder(got)).toEqual(inOrder(waiting.filter(({ dueUs }) => dueUs <= untilUs)));
          waiting = waiting.filter(({ dueUs }) => dueUs > untilUs);
          expect(wheel.size).toBe(waiting.length);
          // What is scheduled meanwhile is due after the span.
          if (label < 150) schedule(untilUs + 1 + (label % 3));
          nowUs = untilUs;
        }
        expect(waiting.every(({ dueUs }) => dueUs > limitUs)).toBe(true);
        nowUs = limitUs;
      }
    }),
    { seed: 42, numRuns: 150 },
  );
});

test('holds hundreds of thousands, and uses the room of what is gone again', () => {
  const wheel = new Wheel();
  const taken = new Entries();
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 200_000; i++) wheel.schedule(round * 10_000_000 + ((i * 7_919) % 5_000_000));
    let count = 0;
    while (wheel.takeSpan(Number.POSITIVE_INFINITY, 100_000, taken) >= 0) {
      count += taken.size;
      for (let i = 0; i < taken.size; i++) wheel.letGo(taken.list[i]!);
    }
    expect([count, wheel.size]).toEqual([200_000, 0]);
  }
  expect(wheel.capacity).toBe(262_144);
});
