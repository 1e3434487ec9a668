/** The benchmark runs and its figures come out. Whether they are good is for a quiet machine to say, not for a test. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { noRouterHere, ROUTER_NODE } from './wired.ts';

const BENCH = join(import.meta.dirname, '../../../bench/router.ts');
const reason = noRouterHere();

describe.skipIf(reason !== null)(`the benchmark${reason === null ? '' : `: skipped, ${reason}`}`, () => {
  test('of the router gives its figures, and nothing arrives before its time', async () => {
    const { stdout } = await promisify(execFile)(ROUTER_NODE!, [BENCH, '--short', '--json']);
    const { delays, loss, rates, stream, idleShare } = JSON.parse(stdout);
    expect(delays.map(({ requestedMs }: { requestedMs: number }) => requestedMs)).toEqual([10, 50]);
    for (const { requestedMs, p50Ms, p99Ms } of delays) {
      expect(p50Ms).toBeGreaterThanOrEqual(requestedMs);
      expect(p99Ms).toBeGreaterThanOrEqual(p50Ms);
    }
    expect(loss.sent).toBe(5000);
    expect(loss.measured).toBeGreaterThan(0.05);
    expect(rates.map(({ ratio }: { ratio: number }) => ratio > 0)).toEqual([true, true]);
    expect(stream.bps).toBeGreaterThan(1e6);
    expect(idleShare).toBeLessThan(0.5);
  });
});
