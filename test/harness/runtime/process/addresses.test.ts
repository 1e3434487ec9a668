import { createSocket } from 'node:dgram';
import { once } from 'node:events';

import { describe, expect, test } from 'vitest';
import { reserveLoopbackAddresses, reservePorts } from '../../../../harness/runtime/process/addresses.ts';
import { limitsOfThisMachine } from '../../../../harness/runtime/process/fits.ts';

const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index + 1}`);

describe.runIf(process.platform === 'linux')('a block of loopback addresses', () => {
  test('gives every node an address of its own and all the same port', async () => {
    for (const count of [1, 253, 254, 2_000]) {
      const addresses = await reserveLoopbackAddresses(names(count));
      const endpoints = names(count).map((node) => addresses.of(node));
      expect(new Set(endpoints.map(({ host }) => host)).size).toBe(count);
      expect(new Set(endpoints.map(({ port }) => port)).size).toBe(1);
      expect(endpoints.every(({ host }) => /^127\.\d+\.\d+\.\d+$/.test(host) && !host.endsWith('.256'))).toBe(
        true,
      );
      const last = createSocket('udp4').bind(endpoints.at(-1)!.port, endpoints.at(-1)!.host);
      await once(last, 'listening');
      last.close();
      await addresses.release();
    }
  });

  test('is held: many at once never meet', async () => {
    const all = await Promise.all(Array.from({ length: 60 }, () => reserveLoopbackAddresses(['a'])));
    expect(new Set(all.map(({ block }) => block)).size).toBe(60);
    await Promise.all(all.map((addresses) => addresses.release()));
  });
});

describe.runIf(process.platform === 'linux' && limitsOfThisMachine().hasIpv6)('ports on ::1', () => {
  test('are of one run, below those that systems choose, and held until they are freed', async () => {
    for (const count of [1, 100, 101, 2_000]) {
      const addresses = await reserveLoopbackAddresses(names(count), 'ipv6');
      const endpoints = names(count).map((node) => addresses.of(node));
      expect(endpoints.every(({ host, port }) => host === '::1' && port >= 10_000 && port < 30_000)).toBe(
        true,
      );
      expect(new Set(endpoints.map(({ port }) => port)).size).toBe(count);
      const { port } = endpoints.at(-1)!;
      await expect(bound(port)).rejects.toThrow('EADDRINUSE');
      await addresses.free(names(count).at(-1)!);
      (await bound(port)).close();
      await addresses.release();
    }
  });

  test('are held: many at once never meet, not even after they are freed', async () => {
    const all = await Promise.all(
      Array.from({ length: 60 }, () => reserveLoopbackAddresses(['a', 'b'], 'ipv6')),
    );
    for (const addresses of all) await addresses.free('a');
    const more = await Promise.all(Array.from({ length: 60 }, () => reserveLoopbackAddresses(['a'], 'ipv6')));
    const ports = [...all, ...more].map((addresses) => addresses.of('a').port);
    expect(new Set(ports).size).toBe(120);
    await Promise.all([...all, ...more].map((addresses) => addresses.release()));
  });
});

async function bound(port: number) {
  const socket = createSocket('udp6').bind({ port, address: '::1', exclusive: true });
  await once(socket, 'listening');
  return socket;
}

describe('ports on the one loopback address', () => {
  test('are different, held until they are freed, and stay', async () => {
    const addresses = await reservePorts(names(20), '127.0.0.1');
    const ports = names(20).map((node) => addresses.of(node).port);
    expect(new Set(ports).size).toBe(20);
    await addresses.free('n1');
    const socket = createSocket('udp4').bind({ port: ports[0], address: '127.0.0.1', exclusive: true });
    await once(socket, 'listening');
    expect(addresses.of('n1').port).toBe(ports[0]);
    socket.close();
    await addresses.release();
  });
});
