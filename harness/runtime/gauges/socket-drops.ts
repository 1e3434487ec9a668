/**
 * How many datagrams the kernel threw away because a socket of a node was full: the last column of `/proc/PID/net/udp`
 * and udp6, and the counts for the whole network namespace in `/proc/PID/net/snmp` and snmp6. A message that was lost that way
 * has a cause that can be named. Where the node runs on another machine, or the system is not Linux, nothing is reported.
 */

import ipaddr from 'ipaddr.js';
import type { KernelCounts } from '../port/observation.ts';
import type { Gauge } from './gauges.ts';
import { readProcFile } from './proc-file.ts';

/** Tells a node's sockets from others in the network namespace that they share. */
export interface SocketPlace {
  host: string;
  /** Where others have the host as well. */
  port?: number;
}

export class DropGauge implements Gauge {
  readonly #pid: number;
  readonly #place: SocketPlace | null;
  readonly #tell: (counts: KernelCounts) => void;
  #namespaceDrops: number | null = null;
  #told = '';

  /** `place`: of the node's sockets, in a namespace that it shares; null for one of its own. */
  constructor(pid: number, place: SocketPlace | null, tell: (counts: KernelCounts) => void) {
    this.#pid = pid;
    this.#place = place;
    this.#tell = tell;
  }

  /** The namespace's count is cheap to read, on any kernel; only when it has moved are the sockets looked at. */
  async look(): Promise<boolean> {
    try {
      const rcvbufErrors = receiveBufferErrors(this.#read('snmp'), this.#readOfIpv6('snmp6'));
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
    const tables = [this.#read('udp'), this.#readOfIpv6('udp6')];
    const socketDrops = tables.reduce((sum, table) => sum + parseSocketDrops(table, this.#place), 0);
    const counts: KernelCounts = this.#place === null ? { socketDrops, rcvbufErrors } : { socketDrops };
    const text = JSON.stringify(counts);
    if (text === this.#told || (this.#told === '' && socketDrops === 0 && counts.rcvbufErrors === undefined))
      return;
    this.#told = text;
    this.#tell(counts);
  }

  /** A kernel without IPv6 has none. */
  #readOfIpv6(table: string): string {
    try {
      return this.#read(table);
    } catch {
      return '';
    }
  }

  #read(table: string): string {
    return readProcFile(`/proc/${this.#pid}/net/${table}`);
  }
}

/** `RcvbufErrors` of UDP: datagrams that found a receive buffer full. Null where the kernel does not count them. */
export function receiveBufferErrors(snmp: string, snmp6: string): number | null {
  const [names = '', values = ''] = snmp.split('\n').filter((line) => line.startsWith('Udp:'));
  const place = names.split(' ').indexOf('RcvbufErrors');
  const value = values.split(' ')[place];
  if (place === -1 || value === undefined) return null;
  const ofIpv6 = /^Udp6RcvbufErrors\s+(\d+)/m.exec(snmp6)?.[1] ?? 0;
  return Number(value) + Number(ofIpv6);
}

/** The sum over the sockets bound there; over all of them when it is null. */
export function parseSocketDrops(table: string, place: SocketPlace | null): number {
  const wanted = place === null ? '' : hexOf(place);
  let drops = 0;
  for (const line of table.split('\n').slice(1)) {
    const columns = line.trim().split(/\s+/);
    if (columns[1]?.startsWith(wanted)) drops += Number(columns.at(-1)) || 0;
  }
  return drops;
}

/** As the kernel prints it: words of four bytes, each in the order of a little-endian machine. */
function hexOf({ host, port }: SocketPlace): string {
  const bytes = ipaddr.parse(host).toByteArray();
  const words = Array.from({ length: bytes.length / 4 }, (_, i) => bytes.slice(4 * i, 4 * i + 4).reverse());
  const address = Buffer.from(words.flat()).toString('hex').toUpperCase();
  return `${address}:${port === undefined ? '' : port.toString(16).padStart(4, '0').toUpperCase()}`;
}
