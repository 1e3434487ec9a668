import { describe, expect, test } from 'vitest';
import { Random } from '../../../node/core/random.ts';
import type { Conditions } from '../../../node/link/conditions.ts';
import { areNeutral, delayBoundsMs, dropsEverything } from '../../../node/link/conditions.ts';
import { LinkModel, type LinkOutcome } from '../../../node/link/link-model.ts';

const BYTES = 200;

function model(conditions: Conditions, seed = 1): LinkModel {
  return new LinkModel(conditions, Random.of(seed, 'test'));
}

/** The fates of `count` datagrams, one a millisecond. */
function fates(conditions: Conditions, count: number, seed = 1): LinkOutcome[] {
  const link = model(conditions, seed);
  return Array.from({ length: count }, (_, nowMs) => ({ ...link.offer(nowMs, BYTES) }));
}

/** Half the width of the interval that holds a share in all but one of a million tries (4.9 standard deviations). */
function margin(share: number, count: number): number {
  return 4.9 * Math.sqrt((share * (1 - share)) / count);
}

/** Pearson's statistic for `seen` counts against shares of the whole. */
function chiSquare(seen: readonly number[], shares: readonly number[]): number {
  const total = seen.reduce((sum, count) => sum + count, 0);
  return seen.reduce((sum, count, i) => sum + (count - total * shares[i]!) ** 2 / (total * shares[i]!), 0);
}

/** Exceeded by chance once in a million times, for nine degrees of freedom. */
const CHI_SQUARE_9 = 46.9;

describe('loss', () => {
  test.each([0.01, 0.1, 0.2, 0.5])('%d is lost, each datagram for itself', (loss) => {
    const lost = fates({ loss }, 100_000).filter((outcome) => outcome.dropped === 'loss').length / 100_000;
    expect(Math.abs(lost - loss)).toBeLessThan(margin(loss, 100_000));
  });

  test('two in a row as often as independence says', () => {
    const lost = fates({ loss: 0.2 }, 100_000).map((outcome) => outcome.dropped !== null);
    const pairs = lost.filter((each, i) => each && lost[i + 1]).length / 100_000;
    expect(Math.abs(pairs - 0.04)).toBeLessThan(2 * margin(0.04, 100_000));
  });

  test('all at 100%, none at 0%', () => {
    expect(fates({ loss: 1 }, 1000).every((outcome) => outcome.dropped === 'loss')).toBe(true);
    expect(fates({ loss: 0 }, 1000).every((outcome) => outcome.dropped === null)).toBe(true);
  });
});

describe('burst', () => {
  const burst = { enter: 0.01, leave: 0.25, loss: 1 };
  const lost = fates({ burst }, 400_000).map((outcome) => outcome.dropped === 'burst');

  test('the share lost is that of the bad state: enter / (enter + leave)', () => {
    const share = lost.filter(Boolean).length / lost.length;
    expect(Math.abs(share - 0.01 / 0.26)).toBeLessThan(5 * margin(0.01 / 0.26, lost.length));
  });

  test('bursts last 1 / leave on the average, and their lengths are geometric', () => {
    const lengths: number[] = [];
    let length = 0;
    for (const each of lost) {
      if (each) length++;
      else if (length > 0) {
        lengths.push(length);
        length = 0;
      }
    }
    const seen = Array.from({ length: 10 }, (_, i) =>
      i < 9 ? lengths.filter((each) => each === i + 1).length : lengths.filter((each) => each > 9).length,
    );
    const shares = seen.map((_, i) => (i < 9 ? 0.25 * 0.75 ** i : 0.75 ** 9));
    expect(chiSquare(seen, shares)).toBeLessThan(CHI_SQUARE_9);
  });

  test('in the bad state only its own share is lost', () => {
    const gentle = fates({ burst: { enter: 1, leave: 0, loss: 0.3 } }, 100_000);
    const share = gentle.filter((outcome) => outcome.dropped === 'burst').length / 100_000;
    expect(Math.abs(share - 0.3)).toBeLessThan(margin(0.3, 100_000));
  });
});

describe('latency and jitter', () => {
  const delays = (conditions: Conditions) =>
    fates(conditions, 50_000).map((outcome, nowMs) => outcome.arrivesAtMs - nowMs);

  test('latency alone is exact', () => {
    expect(new Set(delays({ latencyMs: 30 }))).toEqual(new Set([30]));
  });

  test('uniform: every tenth of the range as often as every other', () => {
    const all = delays({ latencyMs: 50, jitterMs: 10 });
    const seen = Array.from(
      { length: 10 },
      (_, i) => all.filter((ms) => Math.floor((ms - 40) / 2) === i).length,
    );
    expect(
      chiSquare(
        seen,
        seen.map(() => 0.1),
      ),
    ).toBeLessThan(CHI_SQUARE_9);
  });

  test('normal: the deciles of the normal distribution', () => {
    const all = delays({ latencyMs: 100, jitterMs: 20, jitterShape: 'normal' }).map((ms) => (ms - 100) / 10);
    const deciles = [-1.2816, -0.8416, -0.5244, -0.2533, 0, 0.2533, 0.5244, 0.8416, 1.2816];
    const seen = Array.from({ length: 10 }, () => 0);
    for (const x of all) seen[deciles.filter((limit) => x > limit).length]!++;
    // Twelve summands are not quite normal: the statistic may reach a little further.
    expect(
      chiSquare(
        seen,
        seen.map(() => 0.1),
      ),
    ).toBeLessThan(2 * CHI_SQUARE_9);
    expect(Math.max(...all.map(Math.abs))).toBeLessThanOrEqual(3);
  });

  test('pareto: the deciles of its formula, never early', () => {
    const all = delays({ latencyMs: 10, jitterMs: 5, jitterShape: 'pareto' }).map((ms) => (ms - 10) / 5);
    const limits = Array.from({ length: 9 }, (_, i) => (1 / Math.sqrt(1 - (i + 1) / 10) - 1) / 3);
    const seen = Array.from({ length: 10 }, () => 0);
    for (const x of all) seen[limits.filter((limit) => x > limit).length]!++;
    expect(
      chiSquare(
        seen,
        seen.map(() => 0.1),
      ),
    ).toBeLessThan(CHI_SQUARE_9);
    expect(Math.min(...all)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...all)).toBeLessThanOrEqual(100);
  });

  test('L3: jitter larger than latency never makes a datagram arrive before it was sent', () => {
    expect(Math.min(...delays({ latencyMs: 1, jitterMs: 50 }))).toBeGreaterThanOrEqual(0);
  });

  test('the bounds that verdicts use hold', () => {
    for (const jitterShape of ['uniform', 'normal', 'pareto'] as const) {
      const conditions = { latencyMs: 40, jitterMs: 10, jitterShape, reorder: 0.5, reorderByMs: 7 };
      const { minMs, maxMs } = delayBoundsMs(conditions);
      const all = delays(conditions);
      expect(Math.min(...all)).toBeGreaterThanOrEqual(minMs);
      expect(Math.max(...all)).toBeLessThanOrEqual(maxMs);
    }
  });
});

describe('duplicate, reorder, corrupt', () => {
  test('a share arrives twice, the second with a jitter of its own', () => {
    const all = fates({ latencyMs: 20, jitterMs: 10, duplicate: 0.1 }, 100_000);
    const twice = all.filter((outcome) => !Number.isNaN(outcome.againAtMs));
    expect(Math.abs(twice.length / 100_000 - 0.1)).toBeLessThan(margin(0.1, 100_000));
    expect(twice.filter((outcome) => outcome.againAtMs !== outcome.arrivesAtMs).length).toBeGreaterThan(
      twice.length * 0.99,
    );
  });

  test('a share is held back, and overtaken', () => {
    const held = fates({ latencyMs: 5, reorder: 0.25, reorderByMs: 8 }, 100_000).filter(
      (outcome, nowMs) => outcome.arrivesAtMs - nowMs === 13,
    );
    expect(Math.abs(held.length / 100_000 - 0.25)).toBeLessThan(margin(0.25, 100_000));
  });

  test('in a share one bit is flipped, each bit as often as every other', () => {
    const bits = fates({ corrupt: 0.5 }, 200_000)
      .map((outcome) => outcome.flippedBit)
      .filter((bit) => bit >= 0);
    expect(Math.abs(bits.length / 200_000 - 0.5)).toBeLessThan(margin(0.5, 200_000));
    const tenth = (BYTES * 8) / 10;
    const seen = Array.from(
      { length: 10 },
      (_, i) => bits.filter((bit) => Math.floor(bit / tenth) === i).length,
    );
    expect(
      chiSquare(
        seen,
        seen.map(() => 0.1),
      ),
    ).toBeLessThan(CHI_SQUARE_9);
  });
});

describe('rate, queue, mtu, cut', () => {
  test('datagrams leave one after another at the rate, and those that find no room are dropped', () => {
    // 200 bytes at 160 kbit/s take 10 ms; the queue holds three of them.
    const link = model({ rateBps: 160_000, queueBytes: 600 });
    const burst = Array.from({ length: 5 }, () => ({ ...link.offer(0, BYTES) }));
    expect(burst.map((outcome) => outcome.dropped ?? outcome.arrivesAtMs)).toEqual([
      10,
      20,
      30,
      'queue',
      'queue',
    ]);
    expect(link.offer(10, BYTES).arrivesAtMs).toBe(40);
    expect(link.offer(1000, BYTES).arrivesAtMs).toBe(1010);
  });

  test('L2: what loss takes needs no room', () => {
    const link = model({ rateBps: 160_000, queueBytes: 200, loss: 1 });
    link.offer(0, BYTES);
    link.conditions = { rateBps: 160_000, queueBytes: 200 };
    expect(link.offer(0, BYTES).dropped).toBeNull();
  });

  test('too large, or cut', () => {
    const link = model({ mtuBytes: 199 });
    expect(link.offer(0, 199).dropped).toBeNull();
    expect(link.offer(0, 200).dropped).toBe('mtu');
    link.isCut = true;
    expect(link.offer(0, 10).dropped).toBe('cut');
  });
});

test('L1: the same seed does the same to the n-th datagram, whatever conditions held before', () => {
  const steady = model({ loss: 0.3 });
  const changed = model({
    loss: 0.9,
    jitterMs: 5,
    duplicate: 0.5,
    corrupt: 0.5,
    burst: { enter: 1, leave: 0, loss: 1 },
  });
  for (let i = 0; i < 500; i++) {
    steady.offer(i, BYTES);
    changed.offer(i, BYTES);
  }
  changed.conditions = { loss: 0.3 };
  const rest = (link: LinkModel) => Array.from({ length: 500 }, (_, i) => link.offer(i, BYTES).dropped);
  expect(rest(changed)).toEqual(rest(steady));
});

test('conditions that do nothing, and those that let nothing pass', () => {
  expect(areNeutral(undefined)).toBe(true);
  expect(areNeutral({ latencyMs: 0, loss: 0 })).toBe(true);
  expect(areNeutral({ loss: 0.01 })).toBe(false);
  expect(dropsEverything({ loss: 1 })).toBe(true);
  expect(dropsEverything({ loss: 0.999 })).toBe(false);
});
