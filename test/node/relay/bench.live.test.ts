/** The benchmark runs and its figures come out. Whether they are good is for a quiet machine to say, not for a test. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const BENCH = join(import.meta.dirname, '../../../bench/relay.ts');

test('the benchmark of the relay gives its figures, and nothing arrives before its time', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [BENCH, '--short', '--json']);
  const { delays, losses, rates } = JSON.parse(stdout);
  expect(delays.map(({ requestedMs }: { requestedMs: number }) => requestedMs)).toEqual([10, 50, 200]);
  for (const { requestedMs, p50Ms, p99Ms, bareP50Ms, bareP99Ms } of delays) {
    expect(p50Ms).toBeGreaterThanOrEqual(requestedMs);
    expect(p99Ms).toBeGreaterThanOrEqual(p50Ms);
    expect(bareP99Ms).toBeGreaterThanOrEqual(bareP50Ms);
  }
  expect(losses[0].sent).toBe(5000);
  expect(losses[0].measured).toBeGreaterThan(0.05);
  expect(rates).toHaveLength(2);
  for (const { ratio } of rates) expect(ratio).toBeGreaterThan(0);
});
