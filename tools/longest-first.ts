/**
 * The order in which test files begin, where several run at once: those that take longest first, so that none is left over
 * when the others are done. Vitest itself knows how long each took only where it has run them before.
 */

import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The part of a path that tells the file. */
const LONG = [
  'examples/real-routed.live',
  'examples/real.live',
  'docker/real.test',
  'docker/pool.test',
  'docker/runtime-routed.test',
  'docker/runtime.test',
  'docker/runtime-relays.test',
  'docker/adapter.test',
  'docker/given.test',
  'docker/runtime-networks.test',
  'docker/faulty.test',
  'mutants/mutants.live',
  'scenario/faulty.live',
  'scenario/examples.live',
  'docker/examples.test',
  'docker/testcontainers.test',
  'runtime/process/runtime.live',
  'report/page.live',
  'adapter/reach.live',
  'scenario/wayward-routed.live',
  'package.live',
  'conform/conform.live',
  'docker/package.test',
  'podman/runtime.test',
  'podman/relays.test',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => rank(a) - rank(b));
  }
}

function rank({ moduleId }: TestSpecification): number {
  const place = LONG.findIndex((part) => moduleId.includes(`/test/${part}`));
  return place === -1 ? LONG.length : place;
}
