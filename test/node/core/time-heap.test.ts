import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TimeHeap } from '../../../node/core/time-heap.ts';
import { InFlight } from '../../../node/relay/flight.ts';
import { LATE_MS, Lateness } from '../../../node/relay/lateness.ts';
import { overflowsByPort } from '../../../node/relay/overflow.ts';

/** Null takes what is due first; a number comes in with that time. */
const steps = fc.array(fc.option(fc.integer({ min: 0, max: 20 }), { freq: 3 }), { maxLength: 300 });

describe('the schedule', () => {
  test('H1: items leave in order of their times, those of one time in the order in which they came', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const schedule = new TimeHeap();
        // The model: a list that is sorted each time; sorting is stable.
        let model: { dueMs: number; item: number }[] = [];
        for (const [item, dueMs] of list.entries()) {
          if (dueMs !== null) {
            schedule.push(dueMs, item);
            model.push({ dueMs, item });
          } else if (model.length > 0) {
            model = model.toSorted((x, y) => x.dueMs - y.dueMs);
            expect(schedule.nextDueMs).toBe(model[0]!.dueMs);
            expect(schedule.pop()).toBe(model.shift()!.item);
          }
          expect(schedule.size).toBe(model.length);
        }
      }),
    );
  });

  test('H2: it grows as far as it must, and loses nothing', () => {
    const schedule = new TimeHeap();
    for (let i = 0; i < 5000; i++) schedule.push((i * 7919) % 5000, i);
    const times = Array.from({ length: 5000 }, () => {
      const dueMs = schedule.nextDueMs;
      schedule.pop();
      return dueMs;
    });
    expect(times).toEqual(Array.from({ length: 5000 }, (_, i) => i));
    expect(schedule.nextDueMs).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('what is under way', () => {
  const bytes = new Uint8Array(100);

  test('comes back as it went in, when it is due', () => {
    const flight = new InFlight();
    flight.hold(20, 3, 7, bytes);
    flight.hold(10, 4, 8, new Uint8Array(5));
    expect(flight.nextDueMs).toBe(10);
    expect({ ...flight.take() }).toEqual({
      dueMs: 10,
      direction: 4,
      place: 8,
      bytes: new Uint8Array(5),
      sinceMs: 10,
    });
    expect({ ...flight.take() }).toEqual({ dueMs: 20, direction: 3, place: 7, bytes, sinceMs: 20 });
    expect([flight.size, flight.bytes, flight.peak]).toEqual([0, 0, 2]);
  });

  test('never exceeds its limits, and there is room again for what has left', () => {
    const byCount = new InFlight({ datagrams: 2, bytes: 1e6 });
    expect([1, 2, 3].map((dueMs) => byCount.hold(dueMs, 0, 0, bytes))).toEqual([true, true, false]);
    byCount.take();
    expect(byCount.hold(4, 0, 0, bytes)).toBe(true);
    const byBytes = new InFlight({ datagrams: 100, bytes: 1000 });
    const held = Array.from({ length: 10 }, (_, i) => byBytes.hold(i, 0, 0, bytes)).filter(Boolean).length;
    expect(held).toBe(2);
    expect(byBytes.bytes).toBeLessThanOrEqual(1000);
  });
});

describe('lateness', () => {
  test('small delays are nobody’s business, large ones are put together', () => {
    const lateness = new Lateness();
    lateness.released(100, 100 + LATE_MS);
    expect(lateness.take(1000)).toEqual([]);
    lateness.released(100, 150);
    lateness.released(120, 190);
    expect(lateness.take(1000)).toEqual([
      { cause: 'release', fromMs: 100, toMs: 190, lateMs: 70, datagrams: 2 },
    ]);
    expect([lateness.lateDatagrams, lateness.worstLateMs]).toEqual([2, 70]);
  });

  test('each cause is reported four times a second at most, and nothing of it is left out', () => {
    const lateness = new Lateness();
    lateness.note('loop', 0, 50, 25, 0);
    expect(lateness.take(50)).toHaveLength(1);
    lateness.note('loop', 60, 110, 25, 0);
    lateness.note('full', 60, 60, undefined, 1);
    expect(lateness.take(110).map(({ cause }) => cause)).toEqual(['full']);
    lateness.note('loop', 200, 290, 65, 0);
    expect(lateness.take(300)).toEqual([{ cause: 'loop', fromMs: 60, toMs: 290, lateMs: 65, datagrams: 0 }]);
    lateness.note('loop', 310, 350, 25, 0);
    expect(lateness.take(320, true)).toHaveLength(1);
  });
});

test("the kernel's table of overflows is read by port, and other addresses on that port do not count", () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  1: 0100007F:1F90 00000000:0000 07 00000000:00000000 00:00000000 00000000  1000        0 11 2 0000000000000000 17
  2: 0500007F:1F90 00000000:0000 07 00000000:00000000 00:00000000 00000000  1000        0 12 2 0000000000000000 5
  3: 0100007F:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000  1000        0 13 2 0000000000000000 0
`;
  expect([...overflowsByPort(table, '127.0.0.1')]).toEqual([
    [8080, 17],
    [53, 0],
  ]);
  expect([...overflowsByPort('nothing of the kind', '127.0.0.1')]).toEqual([]);
});
