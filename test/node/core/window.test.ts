import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_BOOTS, Origins, Seen } from '../../../node/core/origins.ts';
import { SequenceWindow, WINDOW_BITS } from '../../../node/core/window.ts';

/** Steps of a sender's count: near by, so that a window grows bit by bit, or with jumps in either direction. */
const nearBy = fc.integer({ min: -40, max: 60 });
const steps = fc.oneof(
  fc.array(nearBy, { minLength: 1, maxLength: 100 }),
  fc.array(
    fc.oneof(
      { weight: 6, arbitrary: nearBy },
      { weight: 2, arbitrary: fc.integer({ min: -9_000, max: 1_500 }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 30_000 }) },
    ),
    { minLength: 1, maxLength: 400 },
  ),
);
const starts = fc.oneof(
  fc.integer({ min: 1, max: 200 }),
  fc.integer({ min: WINDOW_BITS + 1, max: 100_000 }),
  fc.integer({ min: 0xffff_0000, max: 0xffff_ffff }),
  fc.integer({ min: 0x7fff_f000, max: 0x8000_1000 }),
);

describe('a window of sequence numbers', () => {
  test('W1, W2: agrees with a set that remembers everything, also across the wrap', () => {
    fc.assert(
      fc.property(starts, steps, (start, moves) => {
        const window = new SequenceWindow(9, 1, start, null);
        const reference = new Set<number>();
        let highest = start;
        let number = start;
        for (const move of [0, ...moves]) {
          number += move;
          highest = Math.max(highest, number);
          const isAfterStart = start > WINDOW_BITS || number > 0;
          const isNew = isAfterStart && !reference.has(number) && highest - number < WINDOW_BITS;
          if (window.accept(number >>> 0) !== isNew) return false;
          reference.add(number);
        }
        return true;
      }),
      { numRuns: 400 },
    );
  });

  test('W3: what is held never reaches farther than the window, whatever comes', () => {
    fc.assert(
      fc.property(starts, steps, (start, moves) => {
        const window = new SequenceWindow(9, 1, start, null);
        let number = start;
        for (const move of [0, ...moves]) {
          number += move;
          window.accept(number >>> 0);
          expect((window.highest - window.floor) | 0).toBeLessThanOrEqual(WINDOW_BITS);
          expect(window.has((window.floor + WINDOW_BITS + 1) >>> 0)).toBe(false);
        }
      }),
    );
  });

  test('W2: a peer that joins late is still given what came before, back to the first', () => {
    const window = new SequenceWindow(9, 1, 500, null);
    expect(window.accept(500)).toBe(true);
    expect(accepted(window, 1, 499)).toBe(499);
    expect(window.floor).toBe(500);
    expect(window.accept(0)).toBe(false);
  });

  test('W1: growing keeps what is held', () => {
    const window = new SequenceWindow(9, 1, 20, null);
    const held = [20, 60, 130, 260, 600, 1_100, 2_100, 4_100, 8_100];
    for (const number of held) expect(window.accept(number)).toBe(true);
    for (const number of held) expect(window.accept(number)).toBe(false);
  });

  test('W2: a jump over the whole window forgets what was in it', () => {
    const window = new SequenceWindow(9, 1, 1, null);
    for (let number = 2; number < WINDOW_BITS; number += 2) window.accept(number);
    const far = 10 * WINDOW_BITS;
    window.accept(far);
    expect(accepted(window, far - WINDOW_BITS, far - 1)).toBe(WINDOW_BITS - 1);
  });

  test('in order, the floor is all there is', () => {
    const window = new SequenceWindow(9, 1, 1, null);
    for (let number = 1; number <= 10_000; number++) window.accept(number);
    expect(window).toMatchObject({ floor: 10_000, skipped: 0 });
  });

  test('what was given up is counted', () => {
    const window = new SequenceWindow(9, 1, 1, null);
    for (const number of [1, 2, 10]) window.accept(number);
    window.accept(WINDOW_BITS + 20);
    expect(window).toMatchObject({ floor: 20, skipped: 17 });
    window.accept(1_000_000);
    expect(window.floor).toBe(1_000_000 - WINDOW_BITS);
    expect(window.skipped).toBe(1_000_000 - WINDOW_BITS - 4);
  });
});

describe('what has been seen of whom', () => {
  test('O1: each message is fresh once, whatever the order of origins, boots and numbers', () => {
    const message = fc.tuple(
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 40 }),
    );
    fc.assert(
      fc.property(fc.array(message, { maxLength: 500 }), (messages) => {
        const origins = new Origins();
        const fresh = new Set<string>();
        for (const [origin, boot, sequence] of messages) {
          if (origins.accept(origin, boot, sequence) !== Seen.FRESH) continue;
          const id = `${origin} ${boot} ${sequence}`;
          expect(fresh.has(id)).toBe(false);
          fresh.add(id);
        }
      }),
    );
  });

  test('O2: the last boots are distinguished; what is older than all that are held is refused', () => {
    const origins = new Origins();
    for (let boot = 1; boot <= MAX_BOOTS; boot++) expect(origins.accept(9, boot, 1)).toBe(Seen.FRESH);
    expect(origins.accept(9, 1, 2)).toBe(Seen.FRESH);
    expect(origins.accept(9, MAX_BOOTS + 1, 1)).toBe(Seen.FRESH);
    expect(origins.accept(9, 1, 3)).toBe(Seen.OLD_BOOT);
    expect(origins.accept(9, 2, 1)).toBe(Seen.DUPLICATE);
    expect(origins.accept(9, 2, 2)).toBe(Seen.FRESH);
  });

  test('O1: a full table refuses new origins and keeps the old', () => {
    const origins = new Origins(2);
    origins.accept(1, 1, 1);
    origins.accept(2, 1, 1);
    expect(origins.accept(3, 1, 1)).toBe(Seen.TABLE_FULL);
    expect(origins.accept(1, 1, 1)).toBe(Seen.DUPLICATE);
    expect(origins.accept(1, 1, 2)).toBe(Seen.FRESH);
    expect(origins.accept(1, 2, 1)).toBe(Seen.FRESH);
  });
});

/** How many of these numbers the window takes. */
function accepted(window: SequenceWindow, first: number, last: number): number {
  let count = 0;
  for (let number = first; number <= last; number++) if (window.accept(number)) count++;
  return count;
}
