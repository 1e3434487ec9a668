import { defineConfig } from 'vitest/config';

/** Timing means something in many tests, so the two groups follow one another, and neither overloads two processors. */
export default defineConfig({
  test: {
    maxWorkers: 2,
    maxConcurrency: 3,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/docker/**'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'docker',
          include: ['test/docker/**/*.test.ts'],
          sequence: { groupOrder: 1 },
          // One engine, and every mesh on it wants the processors.
          fileParallelism: false,
        },
      },
    ],
  },
});
