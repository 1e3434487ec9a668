/**
 * How many datagrams the kernel threw away because this socket's buffer was full: the last column of
 * /proc/net/udp and udp6. A message that was lost that way has a cause that can be named.
 */
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';

/** Undefined where the system does not tell (anything but Linux). */
export function socketOverflows({ address, port, family }: AddressInfo): number | undefined {
  try {
    if (family === 'IPv6') return overflowsIn(readFileSync('/proc/net/udp6', 'latin1'), undefined, port);
    return overflowsIn(readFileSync('/proc/net/udp', 'latin1'), address, port);
  } catch {
    return undefined;
  }
}

/**
 * The sum over the sockets on that port, at that IPv4 address if one is given: on a machine with many nodes,
 * each has an address of its own in 127.0.0.0/8, and all the same port.
 */
export function overflowsIn(table: string, address: string | undefined, port: number): number {
  const place = `${address === undefined ? '' : hexOf(address)}:${hex(port, 4)}`;
  let overflows = 0;
  for (const line of table.split('\n').slice(1)) {
    const columns = line.trim().split(/\s+/);
    if (columns[1]?.endsWith(place)) overflows += Number(columns.at(-1)) || 0;
  }
  return overflows;
}

/** As the kernel prints it: the bytes in the order of a little-endian machine. */
function hexOf(address: string): string {
  const parts = address.split('.').reverse();
  return parts.map((part) => hex(Number(part), 2)).join('');
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}
