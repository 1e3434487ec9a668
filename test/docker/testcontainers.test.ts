/**
 * The tests of `examples/tests/`, as a user has them: a suite of their own, run by vitest.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Engine } from '../../harness/engine/find.ts';
import { LABEL } from '../../harness/engine/labels.ts';
import { packageRoot as rootOf } from '../../harness/package-root.ts';
import { OwnSuite } from '../own-suite.ts';
import { anyImage, describeEngine, leftovers } from './engine.ts';

const folder = join(rootOf(), 'examples/tests');
const files = Object.fromEntries(
  readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
);

/** In `examples/tests/`, what the nodes of the mesh are made of. */
const MESH_IMAGE = 'meshbed-example-peer:test';

describeEngine('examples/tests', (engine) => {
  const { docker } = engine;

  afterAll(async () => {
    // Nothing removes images that a test has built, but the test.
    for (const image of [MESH_IMAGE, 'meshbed-peer:test'])
      await docker
        .getImage(image)
        .remove()
        .catch(() => {});
  });

  it('pass: a service beside a mesh, and our peer without a harness', { timeout: 300_000 }, async () => {
    const since = await clockOf(engine);
    const own = await OwnSuite.make(files);
    try {
      const env = { TESTCONTAINERS_RYUK_DISABLED: 'true', MESHBED_BASE: anyImage };
      const outcomes = await own.run(env);
      expect(outcomes.filter(({ status }) => status !== 'passed')).toEqual([]);
      expect(outcomes).toHaveLength(2);
      // Also the network that the service was still on when the mesh ended.
      const runs = await runsOf(engine, since, MESH_IMAGE);
      expect(runs).toHaveLength(1);
      expect(await leftovers(engine, runs[0]!)).toEqual([]);
    } finally {
      await own.remove();
    }
  });
});

/** In seconds, by the engine's own clock. */
async function clockOf({ docker }: Engine): Promise<number> {
  return Date.parse((await docker.info()).SystemTime) / 1000;
}

/** The runs that have had containers of the image since then. */
async function runsOf(engine: Engine, since: number, image: string): Promise<string[]> {
  const filters = { type: ['container' as const], event: ['create'], image: [image], label: [LABEL.run] };
  const until = await clockOf(engine);
  const events = await engine.docker.getEvents({ since, until, filters });
  let text = '';
  for await (const chunk of events) text += chunk;
  const created = text.split('\n').filter(Boolean);
  return [...new Set(created.map((line) => JSON.parse(line).Actor.Attributes[LABEL.run] as string))];
}
