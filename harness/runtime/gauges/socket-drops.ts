/**
 * How many datagrams the kernel threw away because a socket of a node was full: the last column of `/proc/PID/net/udp`
 * and udp6, and the count for the whole network namespace in `/proc/PID/net/snmp`. A message that was lost that way
 * has a cause that can be named. Where the node runs on another machine, or the system is not Linux, nothing is reported.
 */

import type { KernelCounts } from '../port/observation.ts';
import type { Gauge } from './gauges.ts';
import { readProcFile } from './proc-file.ts';

export class DropGauge implements Gauge {
  readonly #pid: number;
  readonly #address: string | null;
  readonly #tell: (counts: KernelCounts) => void;
  #namespaceDrops: number | null = null;
  #told = '';

  /** `address`: of the node's sockets, in a namespace that it shares; null for one of its own. */
  constructor(pid: number, address: string | null, tell: (counts: KernelCounts) => void) {
    this.#pid = pid;
    this.#address = address;
    this.#tell = tell;
  }

  /** The namespace's count is cheap to read, on any kernel; only when it has moved are the sockets looked at. */
  async look(): Promise<boolean> {
    try {
      const rcvbufErrors = receiveBufferErrors(this.#read('snmp'));
      if (rcvbufErrors === null) return false;
      if (rcvbufErrors === (this.#namespaceDrops ?? 0)) return true;
      this.#namespaceDrops = rcvbufErrors;
      this.#lookAtSockets(rcvbufErrors);
      return true;
    } catch {
      return false;
    }
  }

  #lookAtSockets(rcvbufErrors: number): void {
    const tables = [this.#read('udp'), this.#readUdp6()];
    const socketDrops = tables.reduce((sum, table) => sum + parseSocketDrops(table, this.#address), 0);
    const counts: KernelCounts = this.#address === null ? { socketDrops, rcvbufErrors } : { socketDrops };
    const text = JSON.stringify(counts);
    if (text === this.#told || (this.#told === '' && socketDrops === 0 && counts.rcvbufErrors === undefined))
      return;
    this.#told = text;
    this.#tell(counts);
  }

  /** A kernel without IPv6 has none. */
  #readUdp6(): string {
    try {
      return this.#read('udp6');
    } catch {
      return '';
    }
  }

  #read(table: string): string {
    return readProcFile(`/proc/${this.#pid}/net/${table}`);
  }
}

/** `RcvbufErrors` of UDP: datagrams that found a receive buffer full. Null where the kernel does not count them. */
export function receiveBufferErrors(snmp: string): number | null {
  const [names = '', values = ''] = snmp.split('\n').filter((line) => line.startsWith('Udp:'));
  const place = names.split(' ').indexOf('RcvbufErrors');
  const value = values.split(' ')[place];
  return place === -1 || value === undefined ? null : Number(value);
}

/** The sum over the sockets bound to this IPv4 address; over all of them when it is null. */
export function parseSocketDrops(table: string, address: string | null): number {
  const wanted = address === null ? null : hexOf(address);
  let drops = 0;
  for (const line of table.split('\n').slice(1)) {
    const columns = line.trim().split(/\s+/);
    const [local] = columns[1]?.split(':') ?? [];
    if (wanted === null || local === wanted) drops += Number(columns.at(-1)) || 0;
  }
  return drops;
}

/** As the kernel prints it: the bytes in the order of a little-endian machine. */
function hexOf(address: string): string {
  const bytes = address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
  return bytes.reverse().join('').toUpperCase();
}
