import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/docker/**'] } },
      { extends: true, test: { name: 'docker', include: ['test/docker/**/*.test.ts'] } },
    ],
  },
});
