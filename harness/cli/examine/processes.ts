/**
 * Whether the process runtime works: on a flat network it needs UDP sockets on the loopback device and nothing else.
 */

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import type { Examine } from './examination.ts';

export const examineProcesses: Examine = async () => {
  const failed = await whyNotBound('127.0.0.1');
  if (failed !== null) {
    const found = `no UDP socket on 127.0.0.1: ${failed}`;
    return { state: 'missing', found, fix: 'Allow UDP on the loopback device.' };
  }
  const ownAddresses = (await whyNotBound('127.42.0.1')) === null;
  const addresses = ownAddresses
    ? 'an address of its own for each node'
    : '127.0.0.1 with a port for each node';
  const ipv6 = (await whyNotBound('::1')) === null ? '`addresses: ipv6` too' : 'no IPv6';
  return {
    state: 'fine',
    found: `works, with ${addresses}; ${ipv6}; no isolation between nodes on a flat network`,
  };
};

async function whyNotBound(host: string): Promise<string | null> {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  try {
    socket.bind(0, host);
    await once(socket, 'listening');
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    socket.close();
  }
}
