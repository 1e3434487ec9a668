import { describe, expect, test } from 'vitest';
import { Output } from '../../../harness/runtime/node-output/output.ts';
import { BURST_BYTES } from '../../../harness/runtime/node-output/quota.ts';
import type { Sink } from '../../../harness/runtime/port/port.ts';

/** An output whose clock the test turns, and what it told. */
function listening() {
  const told = { events: 0, nonsense: 0, unheard: 0, log: 0, exits: 0 };
  const clock = { isVirtual: false, nowMs: 0, now: () => clock.nowMs, sleepUntil: async () => {} };
  const sink: Sink = {
    event: () => told.events++,
    output: (_, { type }) => told[type]++,
    exit: () => told.exits++,
    observe: () => {},
    broken: () => {},
  };
  return { told, clock, output: new Output({ node: 'n1', boot: 1 }, sink, clock) };
}

const KIBIBYTE = 1024;
const pong = { type: 'pong', run: null, seq: 1, t: 0, ref: '' };
const event = `${JSON.stringify({ ...pong, ref: 'r'.repeat(KIBIBYTE - JSON.stringify(pong).length - 1) })}\n`;
const burst = BURST_BYTES / KIBIBYTE;

describe('a node that has much to say', () => {
  test('is heard for a whole burst of events, and again when it was quiet for a while', () => {
    const { told, clock, output } = listening();
    for (let round = 1; round <= 3; round++) {
      for (let i = 0; i < burst; i++) output.stdout(Buffer.from(event));
      expect(told).toEqual({ events: round * burst, nonsense: 0, unheard: 0, log: 0, exits: 0 });
      clock.nowMs += 60_000;
    }
  });

  test('is not heard any more once it has said more than that, which is reported once', () => {
    const { told, clock, output } = listening();
    for (let i = 0; i < burst + 10; i++) output.stdout(Buffer.from(event));
    clock.nowMs += 60_000;
    output.stdout(Buffer.from(event));
    output.end({ code: 0, signal: null });
    expect(told).toEqual({ events: burst, nonsense: 0, unheard: 1, log: 0, exits: 1 });
  });

  test('and says nonsense is heard for thousands of lines, also where they come in one piece', () => {
    const { told, output } = listening();
    output.stdout(Buffer.from('yes\n'.repeat(100_000)));
    expect(told.nonsense).toBeGreaterThan(5_000);
    expect(told.nonsense).toBeLessThan(10_000);
    expect(told.unheard).toBe(1);
  });
});
