import { expect, it } from 'vitest';
import type { Container } from '../../../../harness/runtime/docker/container.ts';
import type { Attachment } from '../../../../harness/runtime/docker/networks.ts';
import { OffNetwork } from '../../../../harness/runtime/docker/off-network.ts';

it('a node that is being brought back may still lack interfaces because of us, until it is wholly back', async () => {
  const offNetwork = new OffNetwork();
  const container = { id: 'c', ended: false } as Container;
  let arrive = () => {};
  const connected = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const network = { disconnect: async () => {}, connect: () => connected };
  const at = [{ network, address: '10.0.0.2' }] as unknown as Attachment[];
  await offNetwork.unplug('n1', container, at);
  expect([offNetwork.isUnplugged('n1'), offNetwork.mayBeOff('n1')]).toEqual([true, true]);
  const returning = offNetwork.plug('n1', container, at);
  expect([offNetwork.isUnplugged('n1'), offNetwork.mayBeOff('n1')]).toEqual([false, true]);
  arrive();
  await returning;
  expect(offNetwork.mayBeOff('n1')).toBe(false);
});
