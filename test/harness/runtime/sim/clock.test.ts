import { describe, expect, test } from 'vitest';
import { type DrivenByTime, VirtualClock } from '../../../../harness/runtime/sim/clock.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A world in which something is noted at each of these moments. */
class Bells implements DrivenByTime {
  nowUs = 0;
  readonly #atUs: number[];
  readonly #notes: string[];

  constructor(atUs: number[], notes: string[]) {
    this.#atUs = atUs;
    this.#notes = notes;
  }

  runUntil(us: number): void {
    while ((this.#atUs[0] ?? Infinity) <= us) {
      this.nowUs = this.#atUs.shift()!;
      this.#notes.push(`bell at ${this.nowUs}`);
    }
    this.nowUs = us;
  }
}

describe('virtual time', () => {
  test('passes in no time', async () => {
    const clock = new VirtualClock();
    await clock.sleepUntil(3_600_000);
    expect(clock.now()).toBe(3_600_000);
  });

  test('V1: stands still while nobody sleeps', async () => {
    const notes: string[] = [];
    const clock = new VirtualClock();
    clock.drive(new Bells([1000], notes));
    for (let i = 0; i < 5; i++) await turn();
    expect({ now: clock.now(), notes }).toEqual({ now: 0, notes: [] });
  });

  test('V2: what is due in the world comes before the sleeper, and sleepers of one moment in the order in which they lay down', async () => {
    const notes: string[] = [];
    const clock = new VirtualClock();
    clock.drive(new Bells([500, 2000], notes));
    const sleep = async (name: string, atMs: number) => {
      await clock.sleepUntil(atMs);
      notes.push(`${name} at ${clock.nowUs}`);
      // What it sets in motion is done before the next one wakes.
      await Promise.resolve();
      await Promise.resolve();
      notes.push(`${name} goes`);
    };
    await Promise.all([sleep('late', 3), sleep('one', 2), sleep('two', 2), sleep('early', 1)]);
    expect(notes).toEqual([
      'bell at 500',
      ...['early at 1000', 'early goes'],
      'bell at 2000',
      ...['one at 2000', 'one goes', 'two at 2000', 'two goes'],
      ...['late at 3000', 'late goes'],
    ]);
  });

  test('a sleeper that is woken by a signal wakes at once, and holds nobody up', async () => {
    const clock = new VirtualClock();
    const controller = new AbortController();
    const sleeping = clock.sleepUntil(1000, controller.signal);
    controller.abort();
    await sleeping;
    expect(clock.now()).toBe(0);
    await clock.sleepUntil(5);
    expect(clock.now()).toBe(5);
  });

  test('who has slept until a moment is not told that it is earlier', async () => {
    const clock = new VirtualClock();
    for (const atMs of [0.1 + 0.2, 1 / 3, 4.35 * 100, 1e6 / 7]) {
      await clock.sleepUntil(atMs);
      expect(clock.now()).toBeGreaterThanOrEqual(atMs);
      expect(clock.now()).toBeLessThan(atMs + 0.0021);
    }
  });

  test('V3: the event loop turns while the world is busy', async () => {
    const clock = new VirtualClock();
    let isBusy = true;
    const busy: DrivenByTime = {
      nowUs: 0,
      runUntil(us) {
        const untilMs = performance.now() + 2;
        while (performance.now() < untilMs);
        (this as { nowUs: number }).nowUs = us;
      },
    };
    clock.drive(busy);
    const abort = new AbortController();
    const sleeping = clock.sleepUntil(1e12, abort.signal).then(() => {
      isBusy = false;
    });
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(isBusy).toBe(true);
    abort.abort();
    await sleeping;
  });

  test('stands still for good when it is stopped', async () => {
    const clock = new VirtualClock();
    let hasWoken = false;
    void clock.sleepUntil(1).then(() => {
      hasWoken = true;
    });
    clock.stop();
    for (let i = 0; i < 5; i++) await turn();
    expect(hasWoken).toBe(false);
  });
});
