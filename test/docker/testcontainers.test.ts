/**
 * The tests of `examples/tests/`, as a user has them: a suite of their own, run by vitest.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { packageRoot as rootOf } from '../../harness/package-root.ts';
import { OwnSuite } from '../own-suite.ts';
import { anyImage, describeEngine } from './engine.ts';

const folder = join(rootOf(), 'examples/tests');
const files = Object.fromEntries(
  readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
);

describeEngine('examples/tests', ({ docker }) => {
  afterAll(async () => {
    // Nothing removes images that a test has built, but the test.
    for (const image of ['meshbed-example-peer:test', 'meshbed-peer:test'])
      await docker
        .getImage(image)
        .remove()
        .catch(() => {});
  });

  it('pass: a service beside a mesh, and our peer without a harness', { timeout: 300_000 }, async () => {
    const before = new Set((await docker.listNetworks()).map(({ Name }) => Name));
    const own = await OwnSuite.make(files);
    try {
      const env = { TESTCONTAINERS_RYUK_DISABLED: 'true', MESHBED_BASE: anyImage };
      const outcomes = await own.run(env);
      expect(outcomes.filter(({ status }) => status !== 'passed')).toEqual([]);
      expect(outcomes).toHaveLength(2);
      // Also the network that the service was still on when the mesh ended.
      const networks = await docker.listNetworks({ filters: { label: ['meshbed.run'] } });
      expect(networks.filter(({ Name }) => !before.has(Name))).toEqual([]);
    } finally {
      await own.remove();
    }
  });
});
