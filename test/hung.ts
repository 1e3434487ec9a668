/**
 * How long a test waits for what must come. It is there to catch what hangs, and says nothing of how fast a machine has to be:
 * one that is ten times slower than ours, and busy with other work, is not there by a long way. Vitest's own limit
 * (`vitest.config.ts`) comes after it, so that a test that waited can say for what.
 */
export const HUNG_MS = 10 * 60_000;
