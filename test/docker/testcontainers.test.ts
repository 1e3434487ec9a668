/**
 * The tests of `examples/tests/`, as a user has them: a suite of their own, run by vitest.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, expect, it } from 'vitest';
import { packageRoot as rootOf } from '../../harness/common/package-root.ts';
import type { Engine } from '../../harness/engine/find.ts';
import { LABEL } from '../../harness/engine/labels.ts';
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
        // Its layers stay: another test may be about to build on them.
        .remove({ noprune: true })
        .catch(() => {});
  });

  it('pass: a service beside a mesh, and our peer without a harness', async () => {
    await using runs = await RunsOf.image(engine, MESH_IMAGE);
    const own = await OwnSuite.make(files);
    try {
      const env = { TESTCONTAINERS_RYUK_DISABLED: 'true', MESHBED_BASE: anyImage };
      const outcomes = await own.run(env);
      const others = outcomes.filter(({ status }) => status !== 'passed');
      expect(others, others.map(({ message }) => message).join('\n')).toEqual([]);
      expect(outcomes).toHaveLength(2);
      // Also the network that the service was still on when the mesh ended.
      expect(runs.seen).toHaveLength(1);
      const [run = ''] = runs.seen;
      expect(await leftovers(engine, run)).toEqual([]);
    } finally {
      await own.remove();
    }
  });
});

/** Listens which runs make containers of an image. */
class RunsOf implements AsyncDisposable {
  private readonly events: Readable;
  private text = '';

  private constructor(events: Readable) {
    this.events = events;
    events.on('data', (data) => (this.text += data));
  }

  static async image({ docker }: Engine, image: string): Promise<RunsOf> {
    const filters = { event: ['create'], image: [image], label: [LABEL.run] };
    return new RunsOf((await docker.getEvents({ filters })) as Readable);
  }

  get seen(): string[] {
    const created = this.text.split('\n').filter(Boolean);
    return [...new Set(created.map((line) => JSON.parse(line).Actor.Attributes[LABEL.run] as string))];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.events.destroy();
  }
}
