/**
 * The peers of examples/peers/ as images of their own, built from their Dockerfiles: on a base that this machine can make,
 * and on none at all.
 */

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageRoot } from '../../harness/common/package-root.ts';
import { conform } from '../../harness/conform/conform.ts';
import { REQUIREMENTS } from '../../harness/conform/registry.ts';
import { judgedText } from '../../harness/conform/report.ts';
import { DockerRuntime } from '../../harness/runtime/docker/runtime.ts';
import { runTopology } from '../../harness/scenario/run.ts';
import { loadTopology } from '../../harness/topology/load.ts';
import { compile, peersFolder } from '../examples/peers.ts';
import { expectFair } from '../harness/scenario/fair.ts';
import { describeEngine } from './engine.ts';

/** Other harnesses may build on the same engine. */
const TAG = `test-${process.pid}`;

describeEngine('foreign peers as containers', ({ docker }) => {
  const folder = mkdtempSync(join(tmpdir(), 'meshbed-images-'));
  const images = { 'flood-python:dev': `flood-python:${TAG}`, 'flood-c:dev': `flood-c:${TAG}` };

  beforeAll(() => {
    const base = execFileSync(join(packageRoot(), 'tools', 'engine', 'python-base.sh'), { encoding: 'utf8' });
    build(images['flood-python:dev'], join(peersFolder, 'python'), `BASE=${base.trim()}`);
    copyFileSync(join(peersFolder, 'c', 'Dockerfile'), join(folder, 'Dockerfile'));
    compile(join(folder, 'peer'), '-static');
    build(images['flood-c:dev'], folder, 'BASE=scratch');
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await Promise.allSettled(Object.values(images).map((image) => docker.getImage(image).remove()));
  });

  test('one mesh of both: examples/peers/images.yaml', async () => {
    const topology = await loadTopology(join(peersFolder, 'images.yaml'));
    for (const node of topology.nodes) node.image = images[node.image as keyof typeof images];
    const result = await runTopology(topology, { runtime: new DockerRuntime() });
    expectFair(result);
  });

  test.each(Object.values(images))('%s keeps the contract, all of it', async (image) => {
    const peer = { keepalive: '200ms' };
    const { requirements } = await conform({ runtime: new DockerRuntime(), image, peer });
    const met = requirements.filter(({ state }) => state === 'met').map(({ name }) => name);
    expect(met, requirements.map((judged) => judgedText(judged)).join('')).toEqual(
      REQUIREMENTS.map(({ name }) => name),
    );
  });
});

function build(tag: string, folder: string, argument: string): void {
  execFileSync('docker', ['build', '-q', '-t', tag, '--build-arg', argument, folder]);
}
