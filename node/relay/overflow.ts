/**
 * How many datagrams the kernel threw away because one of the relay's receive buffers was full, for all its sockets at
 * once: the last column of /proc/net/udp and udp6, by port.
 */
import { readFileSync } from 'node:fs';
import { isIPv4, isIPv6 } from 'node:net';

/** From port to count, for sockets bound to `host`. Null where the system does not tell (anything but Linux). */
export function readOverflowsByPort(host: string): Map<number, number> | null {
  try {
    return overflowsByPort(readFileSync(isIPv6(host) ? '/proc/net/udp6' : '/proc/net/udp', 'latin1'), host);
  } catch {
    return null;
  }
}

/** IPv4 addresses are distinguished, so that nodes on other loopback addresses and the same port do not count. */
export function overflowsByPort(table: string, host: string): Map<number, number> {
  const address = isIPv4(host) ? kernelHex(host) : null;
  const overflows = new Map<number, number>();
  for (const line of table.split('\n').slice(1)) {
    const columns = line.trim().split(/\s+/);
    const [local = '', portHex = ''] = columns[1]?.split(':') ?? [];
    if (portHex === '' || (address !== null && local !== address)) continue;
    const port = Number.parseInt(portHex, 16);
    overflows.set(port, (overflows.get(port) ?? 0) + (Number(columns.at(-1)) || 0));
  }
  return overflows;
}

/** As the table prints it: one 32-bit word in the machine's own order of bytes; little endian wherever Node runs. */
function kernelHex(host: string): string {
  const bytes = host.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
  return bytes.reverse().join('').toUpperCase();
}
