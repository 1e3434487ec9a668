/**
 * How many datagrams the kernel threw away because this socket's buffer was full: the last column of
 * /proc/net/udp and udp6. A message that was lost that way has a cause that can be named.
 */
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';

/** Undefined where the system does not tell (anything but Linux). */
export function socketOverflows({ port, family }: AddressInfo): number | undefined {
  try {
    const isIPv6 = family === 'IPv6';
    return overflowsIn(readFileSync(isIPv6 ? '/proc/net/udp6' : '/proc/net/udp', 'latin1'), port);
  } catch {
    return undefined;
  }
}

/** The sum over all sockets on that port: within a network namespace it is one, or a few of the same run. */
export function overflowsIn(table: string, port: number): number {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  let overflows = 0;
  for (const line of table.split('\n').slice(1)) {
    const columns = line.trim().split(/\s+/);
    if (columns[1]?.endsWith(suffix)) overflows += Number(columns.at(-1)) || 0;
  }
  return overflows;
}
