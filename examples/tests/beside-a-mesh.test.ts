import { Mesh } from 'meshbed';
import { GenericContainer, Wait } from 'testcontainers';
import { beforeAll, expect, test } from 'vitest';

const image = 'meshbed-example-peer:test';
const base = process.env.MESHBED_BASE ?? 'node:26-slim';

beforeAll(async () => {
  const folder = import.meta.dirname;
  await GenericContainer.fromDockerfile(folder)
    .withBuildArgs({ BASE: base })
    .build(image, { deleteOnExit: false });
}, 120_000);

test('a service asks a peer of the mesh', { timeout: 120_000 }, async () => {
  const node = { image, command: ['node', '/app/peer.mjs'] };
  await using mesh = await Mesh.start(
    {
      nodes: { alice: node, bob: node, carol: node },
      links: [
        ['alice', 'bob'],
        ['bob', 'carol'],
      ],
    },
    { runtime: 'docker' },
  );
  const message = await mesh.inject('the tea is ready', { from: 'alice' });
  await mesh.delivered(message);

  // On the mesh's network, which leads nowhere else: no port is published, and none is needed.
  const { host, port } = mesh.node('carol').address!;
  await using service = await new GenericContainer(image)
    .withCommand(['node', '/app/service.mjs', host, `${port}`])
    .withNetworkMode(mesh.networks.mesh!)
    .withWaitStrategy(Wait.forLogMessage(/carol has heard: the tea is ready/))
    .start();
  expect(service.getId()).not.toBe('');

  const result = await mesh.verdict();
  expect(result.verdict).not.toBe('failed');
});
