import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GenericContainer, Network, Wait } from 'testcontainers';
import { beforeAll, expect, test } from 'vitest';

const image = 'meshbed-peer:test';
const base = process.env.MESHBED_BASE ?? 'node:26-slim';

beforeAll(async () => {
  // The package holds all that the image is made of.
  const folder = dirname(fileURLToPath(import.meta.resolve('meshbed/package.json')));
  await GenericContainer.fromDockerfile(folder)
    .withBuildArgs({ BASE: base })
    .build(image, { deleteOnExit: false });
}, 120_000);

const peer = (network: string, name: string) =>
  new GenericContainer(image)
    .withNetworkMode(network)
    .withNetworkAliases('peers')
    .withEnvironment({ MESHBED_KEY: 'only for this test', MESHBED_PEERS: 'peers', MESHBED_NAME: name });

test('two peers find each other, and what one says the other hears', { timeout: 120_000 }, async () => {
  await using network = await new Network().start();
  await using first = await peer(network.getName(), 'first').start();
  await using second = await peer(network.getName(), 'second')
    .withWaitStrategy(Wait.forLogMessage(/first is here/))
    .start();
  const heard = (await first.logs()).setEncoding('utf8');
  const said = await second.exec(['say', 'hello']);
  expect(said.output).toMatch(/said it to 1 neighbour: first/);
  for await (const line of heard) if (/second says.*: hello/.test(line)) return;
  throw new Error('first has ended');
});
