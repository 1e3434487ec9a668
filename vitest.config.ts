import { configDefaults, defineConfig } from 'vitest/config';
import { compileCache } from './harness/runtime/system/compile-cache.ts';
import { LongestFirst } from './tools/longest-first.ts';

const LIVE = 'test/**/*.live.test.ts';
const DOCKER = 'test/docker/**/*.test.ts';
const PODMAN = 'test/podman/**/*.test.ts';
const ALONE = 'test/**/*.alone.test.ts';

/** The socket of Podman, where the tests are to run on it too. */
const podman = process.env.MESHBED_PODMAN;

/** Programs that a test starts, and those that they start, find their code compiled. */
process.env.NODE_COMPILE_CACHE ??= compileCache();

/**
 * Five groups, one after another. What is pure computes, so it has a worker for each processor, which it need not have to
 * itself. What starts real programs (`*.live.test.ts`) and what needs an engine (`test/docker/`, `test/podman/`) waits most of its time, for
 * timers of protocols and for containers; several of those files share the processors, and no verdict of theirs depends on
 * that: overload is measured and excuses. `*.alone.test.ts` are the few that compare times or figures, or that take the
 * processors from all others.
 */
export default defineConfig({
  test: {
    maxWorkers: 2,
    maxConcurrency: 2,
    // They catch what hangs; how fast a machine is, no test knows. Those that wait for something say for what before (`test/hung.ts`).
    testTimeout: 15 * 60_000,
    hookTimeout: 15 * 60_000,
    teardownTimeout: 60_000,
    // What a program printed is the evidence of a test that runs one: whole, not its first words.
    chaiConfig: { truncateThreshold: 4000 },
    globalSetup: 'tools/test-folder.ts',
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts', 'page/model/*.test.ts'],
          exclude: [...configDefaults.exclude, LIVE, DOCKER, PODMAN, ALONE],
          sequence: { groupOrder: 0 },
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: 'live', include: [LIVE], sequence: { groupOrder: 1 }, maxWorkers: 4 },
      },
      {
        extends: true,
        test: {
          name: 'docker',
          include: [DOCKER],
          exclude: [...configDefaults.exclude, ALONE],
          sequence: { groupOrder: 2 },
          // Not more: Docker up to 20.10 can lock itself up where many containers leave at once (moby issue 46661).
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: 'podman',
          include: [PODMAN],
          sequence: { groupOrder: 3 },
          maxWorkers: 3,
          env: podman === undefined ? {} : { DOCKER_HOST: podman },
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: [ALONE], sequence: { groupOrder: 4 }, fileParallelism: false },
      },
    ],
  },
});
