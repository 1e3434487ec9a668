import { afterAll } from 'vitest';
import { Pool, type PoolOptions } from '../runtime/pool.ts';

/**
 * A pool for the tests of this file, or of this `describe`; closed after the last of them. Each worker of vitest has its
 * own, under a name of its own, so files that run at the same time do not meet.
 */
export function meshPool(options: PoolOptions = {}): Pool {
  const pool = new Pool(options);
  // An engine may take its time to remove everything.
  afterAll(() => pool.close(), CLOSE_MS);
  return pool;
}

const CLOSE_MS = 120_000;
