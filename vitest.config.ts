import { defineConfig } from 'vitest/config';

const LIVE = 'test/**/*.live.test.ts';
const DOCKER = 'test/docker/**/*.test.ts';

/**
 * Three groups, one after another, because timing means something in two of them: what starts real programs
 * (`*.live.test.ts`) and what needs an engine (`test/docker/`) goes one file at a time, so that no mesh takes the
 * processors from another. What is pure goes first, on all of them.
 */
export default defineConfig({
  test: {
    maxWorkers: 2,
    maxConcurrency: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [LIVE, DOCKER],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'live', include: [LIVE], sequence: { groupOrder: 1 }, fileParallelism: false },
      },
      {
        extends: true,
        test: { name: 'docker', include: [DOCKER], sequence: { groupOrder: 2 }, fileParallelism: false },
      },
    ],
  },
});
