import { describe, expect, test } from 'vitest';
import type { JournalRecord, RecordOf } from '../../../harness/journal/record.ts';
import { Journal } from '../../../harness/recording/journal.ts';
import { awaitEnding, type Ending } from '../../../harness/scenario/ending.ts';
import type { Expect } from '../../../harness/topology/model/types.ts';
import { EXPECT, header, trace } from '../check/trace.ts';

/**
 * Plays a trace against a clock that jumps from sleep to sleep; tells when and how the run ended. `overload` is known only
 * when somebody asks for it.
 */
async function endOf(
  text: string,
  expectation: Partial<Expect> = {},
  deadlineMs = 60_000,
  overload?: RecordOf<'overload'>,
) {
  const expect = { ...EXPECT, ...expectation };
  const journal = new Journal(header('a-b', expect), null);
  journal.begin(0);
  const coming = trace('a-b', text, expect).slice(1) as Exclude<JournalRecord, { type: 'header' }>[];
  // The last step has been taken.
  let nowMs = 100;
  const arrive = () => {
    while (coming[0] && coming[0].at <= nowMs) journal.add(coming.shift()!);
  };
  arrive();
  const ending: Ending = await awaitEnding({
    journal,
    expect,
    deadlineMs,
    isVirtual: false,
    now: () => nowMs,
    sleepUntil: async (atMs) => {
      nowMs = Math.max(nowMs + 0.001, atMs);
      arrive();
    },
    gather: async () => {
      if (overload) journal.add(overload);
      overload = undefined;
    },
    tell: () => {},
    judged: () => {},
  });
  return { atMs: nowMs, reason: ending.reason };
}

describe('a run ends', () => {
  test('when all that was owed has come, and a quiet time after it', async () => {
    const { atMs, reason } = await endOf('0 inject a m\n300 deliver b m');
    expect(reason).toBe('decided');
    // `settle` is `within` here, a second; a look is taken every 200 ms.
    expect(atMs).toBeGreaterThanOrEqual(1300);
    expect(atMs).toBeLessThanOrEqual(1600);
  });

  test('when it can come no more', async () => {
    const { atMs, reason } = await endOf('0 inject a m');
    expect(reason).toBe('decided');
    expect(atMs).toBeGreaterThanOrEqual(2000);
    expect(atMs).toBeLessThanOrEqual(2300);
  });

  test('not before the overload is known that puts off what seemed to be decided', async () => {
    const overload = {
      type: 'overload',
      at: 900,
      fromMs: 0,
      node: null,
      lateMs: 3000,
      source: 'canary',
    } as const;
    const { atMs } = await endOf('0 inject a m', {}, 60_000, overload);
    // Due at 1,000 and 3,000 more, and the quiet second.
    expect(atMs).toBeGreaterThanOrEqual(5000);
    expect(atMs).toBeLessThanOrEqual(5300);
  });

  test('after its deadline where overload has put off what is owed beyond it, and never after twice as long', async () => {
    const overload = (lateMs: number) =>
      ({ type: 'overload', at: 900, fromMs: 0, node: null, lateMs, source: 'canary' }) as const;
    // Due at 1,000 and 3,000 more.
    const putOff = await endOf('0 inject a m', { settleMs: 0 }, 2500, overload(3000));
    expect(putOff.reason).toBe('decided');
    expect(putOff.atMs).toBeGreaterThanOrEqual(4000);
    const tooFar = await endOf('0 inject a m', { settleMs: 0 }, 2500, overload(30_000));
    expect(tooFar.reason).toBe('deadline');
    expect(tooFar.atMs).toBeGreaterThanOrEqual(5000);
    expect(tooFar.atMs).toBeLessThanOrEqual(5300);
  });

  test('not before a death is noticed, or should have been', async () => {
    const keepalive = { asked: true, detectMs: 3000, recoverMs: null, tolerateMs: 1000 };
    const trace = '10 up a b\n20 kill b\n2500 down a b';
    const { atMs } = await endOf(trace, { keepalive, settleMs: 0 });
    expect(atMs).toBeGreaterThanOrEqual(2500);
    expect(atMs).toBeLessThanOrEqual(2800);
  });

  test('later when the quiet time brings something new to decide', async () => {
    const keepalive = { asked: true, detectMs: null, recoverMs: 2000, tolerateMs: 100 };
    const { atMs } = await endOf('10 up a b\n10 up b a\n500 down a b', { keepalive, settleMs: 600 });
    // The false death at 500 asks for a return by 2,500.
    expect(atMs).toBeGreaterThanOrEqual(3100);
  });

  test('at the deadline at the latest', async () => {
    const { atMs, reason } = await endOf('0 inject a m', {}, 800);
    expect(reason).toBe('deadline');
    expect(atMs).toBeLessThanOrEqual(801);
  });
});
