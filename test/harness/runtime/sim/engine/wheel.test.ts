import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Wheel } from '../../../../../harness/runtime/sim/engine/wheel.ts';

/** What a wheel promises, by sorting. */
class Reference {
  #waiting: { dueUs: number; label: number }[] = [];

  schedule(dueUs: number, label: number): void {
    this.#waiting.push({ dueUs, label });
    // A stable sort: equal times stay in order of scheduling.
    this.#waiting.sort((a, b) => a.dueUs - b.dueUs);
  }

  get nextDueUs(): number {
    return this.#waiting[0]?.dueUs ?? Number.POSITIVE_INFINITY;
  }

  take(limitUs: number): number | undefined {
    return this.nextDueUs <= limitUs ? this.#waiting.shift()!.label : undefined;
  }
}

/** From the same microsecond to hours ahead. */
const ahead = fc.oneof(
  fc.integer({ min: 0, max: 3 }),
  fc.integer({ min: 0, max: 3_000 }),
  fc.integer({ min: 0, max: 3_000_000 }),
  fc.integer({ min: 0, max: 20_000_000_000 }),
  fc.constantFrom(1_023, 1_024, 1_025, 1_048_575, 1_048_576, 1_073_741_824),
);

test('T1, T2: things happen in order of time and, where times are equal, of scheduling', () => {
  const step = fc.record({ schedule: fc.array(ahead, { maxLength: 6 }), runUs: ahead });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const wheel = new Wheel();
      const reference = new Reference();
      const labels: number[] = [];
      let label = 0;
      let nowUs = 0;
      for (const { schedule, runUs } of steps) {
        for (const aheadUs of schedule) {
          labels[wheel.schedule(nowUs + aheadUs)] = ++label;
          reference.schedule(nowUs + aheadUs, label);
        }
        const limitUs = nowUs + runUs;
        for (;;) {
          const dueUs = wheel.nextDueUs;
          const entry = wheel.take(limitUs);
          const expected = { dueUs: reference.nextDueUs, label: reference.take(limitUs) };
          expect({ dueUs, label: entry < 0 ? undefined : labels[entry] }).toEqual(expected);
          if (entry < 0) break;
          // What is scheduled in the middle of a moment comes after what waits for the same moment.
          if (dueUs % 3 !== 0 || label > 150) continue;
          labels[wheel.schedule(dueUs + (dueUs % 2))] = ++label;
          reference.schedule(dueUs + (dueUs % 2), label);
        }
        nowUs = limitUs;
      }
    }),
    { seed: 42, numRuns: 150 },
  );
});

test('holds hundreds of thousands, and uses the room of what is gone again', () => {
  const wheel = new Wheel();
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 200_000; i++) wheel.schedule(round * 10_000_000 + ((i * 7_919) % 5_000_000));
    let last = 0;
    for (let taken = 0; taken < 200_000; taken++) {
      const dueUs = wheel.dueUs(wheel.take(Number.POSITIVE_INFINITY));
      if (dueUs < last) expect.fail(`${dueUs} came after ${last}`);
      last = dueUs;
    }
    expect(wheel.size).toBe(0);
  }
  expect(wheel.capacity).toBe(262_144);
});
