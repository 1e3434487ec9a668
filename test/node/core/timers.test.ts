import { describe, expect, test } from 'vitest';
import type { PeerPort } from '../../../node/core/port.ts';
import { RowArena } from '../../../node/core/rows.ts';
import { Timer, TimerTable } from '../../../node/core/timers.ts';

/** What the surroundings were asked for. */
function askedBy(timers: TimerTable): number[] {
  const asked: number[] = [];
  timers.arm({ wakeAt: (ms: number) => asked.push(ms) } as unknown as PeerPort);
  return asked;
}

describe('the timers of a peer', () => {
  test('are all stopped at first, and then there is nothing to ask for', () => {
    const timers = new TimerTable();
    expect(askedBy(timers)).toEqual([]);
    expect(timers.isExpired(Timer.PULL, 1e9)).toBe(false);
  });

  test('ask for the earliest, and only where it is another than before', () => {
    const timers = new TimerTable();
    timers.set(Timer.KEEPALIVE, 500);
    timers.set(Timer.PULL, 300);
    expect(askedBy(timers)).toEqual([300]);
    expect(askedBy(timers)).toEqual([]);
    timers.setNoLater(Timer.ANNOUNCE, 400);
    timers.setNoLater(Timer.PULL, 350);
    expect(askedBy(timers)).toEqual([]);
    timers.stop(Timer.PULL);
    expect(askedBy(timers)).toEqual([400]);
  });

  test('are asked for again once the surroundings have called', () => {
    const timers = new TimerTable();
    timers.set(Timer.KEEPALIVE, 500);
    expect(askedBy(timers)).toEqual([500]);
    timers.fired();
    expect(timers.isExpired(Timer.KEEPALIVE, 500)).toBe(true);
    expect(askedBy(timers)).toEqual([500]);
  });

  test('of peers with one arena are apart', () => {
    const arena = new RowArena(1);
    const tables = Array.from({ length: 50 }, () => new TimerTable(arena));
    for (const [i, timers] of tables.entries()) timers.set(Timer.ANNOUNCE, i);
    for (const [i, timers] of tables.entries()) {
      expect(timers.get(Timer.ANNOUNCE)).toBe(i);
      expect(timers.get(Timer.KEEPALIVE)).toBe(Number.POSITIVE_INFINITY);
    }
  });
});
