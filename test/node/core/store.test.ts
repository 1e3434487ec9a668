import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Exchange } from '../../../node/core/exchange.ts';
import { Origins, Seen } from '../../../node/core/origins.ts';
import { Runs } from '../../../node/core/runs.ts';
import { MEAN_MESSAGE_BYTES, Store } from '../../../node/core/store.ts';
import type { SequenceWindow } from '../../../node/core/window.ts';
import { encodeData, MAX_PAYLOAD_BYTES } from '../../../node/core/wire.ts';

/** With a payload of so many bytes. */
function dataOf(origin: number, sequence: number, bytes: number): Uint8Array {
  return encodeData(7, origin, 1, sequence, new Uint8Array(0), new Uint8Array(bytes));
}

const start = fc.constantFrom(1, 1_000, 0xffff_ffe0, 0x7fff_ffe0);

test('runs agree with a set, whatever comes and goes, also across the wrap', () => {
  fc.assert(
    fc.property(start, fc.array(fc.integer({ min: 0, max: 60 })), (start, steps) => {
      const runs = new Runs();
      const reference = new Set<number>();
      for (const step of steps) {
        const number = (start + step) >>> 0;
        if (reference.delete(number)) runs.remove(number);
        else {
          reference.add(number);
          runs.add(number);
        }
      }
      const listed: number[] = [];
      for (let run = 0; run < runs.count; run++) {
        for (let number = runs.first(run); ; number = (number + 1) >>> 0) {
          listed.push(number);
          if (number === runs.last(run)) break;
        }
        if (run > 0) expect((runs.first(run) - runs.last(run - 1)) | 0).toBeGreaterThan(1);
      }
      expect(listed).toEqual([...reference].sort((a, b) => (a - b) | 0));
    }),
  );
});

describe('a store', () => {
  const message = fc.record({
    origin: fc.nat(2),
    sequence: fc.integer({ min: 1, max: 200 }),
    bytes: fc.nat(MAX_PAYLOAD_BYTES),
  });

  test('S1: never holds more than it may, and always the newest', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.array(message, { maxLength: 200 }), (max, messages) => {
        const origins = new Origins();
        const store = new Store(max, origins);
        const kept: { window: SequenceWindow; sequence: number; datagram: Uint8Array }[] = [];
        for (const { origin, sequence, bytes } of messages) {
          if (origins.accept(origin, 1, sequence) !== Seen.FRESH) continue;
          const { window } = origins;
          const datagram = dataOf(origin, sequence, bytes);
          const evicted = store.put(window, sequence, datagram);
          kept.push({ window, sequence, datagram });
          kept.splice(0, evicted);
          expect(store.messages).toBe(kept.length);
          expect(store.messages).toBeLessThanOrEqual(max);
          expect(store.bytes).toBe(kept.reduce((sum, { datagram }) => sum + datagram.length, 0));
          expect(store.bytes).toBeLessThanOrEqual(max * MEAN_MESSAGE_BYTES);
        }
        for (const { window, sequence, datagram } of kept) expect(window.held?.get(sequence)).toBe(datagram);
        const held = [0, 1, 2].flatMap((origin) => origins.find(origin, 1)?.held ?? []);
        expect(held.reduce((sum, { messages }) => sum + messages, 0)).toBe(kept.length);
      }),
    );
  });

  test('S2: what was evicted goes on counting as seen', () => {
    const origins = new Origins();
    const store = new Store(3, origins);
    const accept = (sequence: number) => origins.accept(1, 1, sequence);
    for (let sequence = 1; sequence <= 10; sequence++) {
      expect(accept(sequence)).toBe(Seen.FRESH);
      store.put(origins.window, sequence, dataOf(1, sequence, 5));
      expect(Array.from({ length: sequence }, (_, i) => accept(i + 1))).toEqual(
        Array(sequence).fill(Seen.DUPLICATE),
      );
    }
    expect([7, 8, 9, 10].map((sequence) => origins.window.held!.get(sequence) !== undefined)).toEqual([
      false,
      true,
      true,
      true,
    ]);
  });

  test('S1: goes on for ever in the same room', () => {
    const origins = new Origins();
    const store = new Store(10, origins);
    for (let sequence = 1; sequence <= 10_000; sequence++) {
      origins.accept(1, 1, sequence);
      store.put(origins.window, sequence, dataOf(1, sequence, 5));
    }
    expect(store).toMatchObject({ messages: 10, bytes: 10 * dataOf(1, 1, 5).length });
    const { window } = origins;
    expect(window.held!.runs).toMatchObject({ count: 1 });
    expect(window.held!.runs.first(0)).toBe(9_991);
  });
});

describe('a summary', () => {
  const id = fc.tuple(
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: 50 }),
  );
  const summaryOf = (ids: readonly (readonly [number, number, number])[]) => {
    const origins = new Origins();
    for (const [origin, boot, sequence] of ids) origins.accept(origin, boot, sequence);
    return `${origins.summary.high} ${origins.summary.low}`;
  };

  test('O3, W4: is the same for the same messages in any order, and another for others', () => {
    fc.assert(
      fc.property(fc.array(id, { maxLength: 200 }), fc.nat(), (ids, pick) => {
        const shuffled = fc.sample(fc.shuffledSubarray(ids, { minLength: ids.length }), {
          numRuns: 1,
          seed: pick,
        })[0]!;
        expect(summaryOf(shuffled)).toBe(summaryOf(ids));
        const one = ids[pick % Math.max(1, ids.length)];
        if (!one) return;
        const without = ids.filter((id) => id.join() !== one.join());
        expect(summaryOf(without)).not.toBe(summaryOf(ids));
      }),
    );
  });

  test('W4: does not tell what was seen from what was given up', () => {
    fc.assert(
      fc.property(fc.array(id, { minLength: 1, maxLength: 100 }), fc.nat(), (ids, pick) => {
        const origins = new Origins();
        const [origin, boot] = ids[pick % ids.length]!;
        const mine = ids.filter((id) => id[0] === origin && id[1] === boot);
        for (const id of ids) if (!mine.includes(id)) origins.accept(...id);
        const window = origins.find(origin, boot) ?? origins.reveal(origin, boot, 1)!;
        for (const [, , sequence] of mine) origins.giveUp(window, sequence, sequence);
        expect(`${origins.summary.high} ${origins.summary.low}`).toBe(summaryOf(ids));
        expect(window.skipped).toBe(new Set(mine.map((id) => id[2])).size);
      }),
    );
  });

  test('of nothing is something: 0 is for who takes no part', () => {
    expect(new Origins().summary).toMatchObject({ high: 0x6d657368, low: 0x62656421 });
  });
});

test('C4: a PULL counts once, in whatever order they come, until the next boot', () => {
  const exchange = new Exchange();
  expect([3, 1, 3, 2, 1].map((number) => exchange.acceptPull(1, number))).toEqual([
    true,
    true,
    false,
    true,
    false,
  ]);
  expect(exchange.acceptPull(2, 1)).toBe(true);
});
