import type Docker from 'dockerode';
import { expect, test } from 'vitest';
import { createCommonNetwork } from '../../../../harness/runtime/docker/networks.ts';

/** An engine that refuses to make networks for these reasons, one after the other. Its log has the subnets that it was asked for. */
function refusing(...reasons: string[]): { docker: Docker; asked: string[] } {
  const asked: string[] = [];
  const createNetwork = async ({ IPAM }: { IPAM: { Config: { Subnet: string }[] } }) => {
    asked.push(IPAM.Config[0]!.Subnet);
    const reason = reasons.shift();
    if (reason !== undefined) throw Object.assign(new Error(reason), { statusCode: 500, reason });
  };
  return { docker: { createNetwork, listNetworks: async () => [] } as unknown as Docker, asked };
}

test.each([
  'Pool overlaps with other one on this address space',
  'subnet 10.64.0.0/24 is already used on the host or by another config',
  'route ip+net: no such network interface',
])('a network is asked for again where the engine says: %s', async (reason) => {
  const { docker, asked } = refusing(reason, reason);
  expect(await createCommonNetwork(docker, 'r1', 10)).toMatchObject({ fullName: 'meshbed-r1-mesh' });
  expect(new Set(asked).size).toBe(3);
});

test('and nothing is asked for again where it says something else', async () => {
  const { docker, asked } = refusing('could not find an available bridge', 'never said');
  await expect(createCommonNetwork(docker, 'r1', 10)).rejects.toThrow(/could not find an available bridge/);
  expect(asked).toHaveLength(1);
});
