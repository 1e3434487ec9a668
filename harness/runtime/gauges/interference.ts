/**
 * What others do to a node, and no step asked for: that its process is stopped (SIGSTOP, or a debugger), that its container is
 * frozen (`docker pause`), or that it is taken off the network. It is seen at the process, so where the node runs on
 * another machine, or the system is not Linux, nothing is reported.
 *
 * Looked at about twice a second; what is found may have begun right after the look before, and ended right before the next one.
 */

import { readlinkSync } from 'node:fs';
import { realClock } from '../port/clock.ts';
import type { Interference } from '../port/observation.ts';
import type { Gauge } from './gauges.ts';
import { readProcFile } from './proc-file.ts';

/** What we have done to the node ourselves, at this moment. */
export interface AskedFor {
  isPaused(): boolean;
  isDisconnected(): boolean;
}

export class OutsideGauge implements Gauge {
  readonly #pid: number;
  readonly #meant: AskedFor;
  readonly #hasOwnNetwork: boolean;
  readonly #tell: (how: Interference, fromMs: number, toMs: number) => void;
  #before: Interference | null = null;
  #seenAtMs = realClock.now();
  #namespace = '';
  #mostInterfaces = 0;

  constructor(
    pid: number,
    meant: AskedFor,
    hasOwnNetwork: boolean,
    tell: (how: Interference, fromMs: number, toMs: number) => void,
  ) {
    this.#pid = pid;
    this.#meant = meant;
    this.#hasOwnNetwork = hasOwnNetwork;
    this.#tell = tell;
  }

  async look(): Promise<boolean> {
    try {
      const now = this.#now();
      const atMs = realClock.now();
      const how = now ?? this.#before;
      if (how !== null) this.#tell(how, this.#seenAtMs, atMs);
      this.#before = now;
      this.#seenAtMs = atMs;
      return true;
    } catch {
      return false;
    }
  }

  #now(): Interference | null {
    const state = processStateIn(readProcFile(`/proc/${this.#pid}/stat`));
    if (!this.#meant.isPaused()) {
      if (state === 'T' || state === 't') return 'stopped';
      if (this.#hasOwnNetwork && isFrozen(this.#pid)) return 'frozen';
    }
    return this.#hasOwnNetwork && this.#lacksInterfaces() ? 'disconnected' : null;
  }

  /** Fewer than it has had. One that is started off the network has had none. */
  #lacksInterfaces(): boolean {
    const namespace = namespaceOf(this.#pid);
    // A program may be started in one and go to another.
    if (namespace !== this.#namespace) this.#mostInterfaces = 0;
    this.#namespace = namespace;
    const interfaces = interfacesIn(readProcFile(`/proc/${this.#pid}/net/dev`));
    this.#mostInterfaces = Math.max(this.#mostInterfaces, interfaces);
    return interfaces < this.#mostInterfaces && !this.#meant.isDisconnected();
  }
}

/** The third field of `/proc/PID/stat`; the second may hold spaces and parentheses. */
export function processStateIn(stat: string): string {
  return stat.charAt(stat.lastIndexOf(')') + 2);
}

/** Those of a namespace, without its loopback. */
export function interfacesIn(dev: string): number {
  const names = dev.split('\n').flatMap((line) => /^\s*([^\s:]+):/.exec(line)?.[1] ?? []);
  return names.filter((name) => name !== 'lo').length;
}

/** The kernel's name for it; the same for all where that cannot be read. */
function namespaceOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return '';
  }
}

/** By its control group, of either version; where that cannot be read, it is not known to be. */
function isFrozen(pid: number): boolean {
  for (const line of readProcFile(`/proc/${pid}/cgroup`).split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === '' && reads(`/sys/fs/cgroup${path}/cgroup.events`, /^frozen 1$/m)) return true;
    if (controllers === 'freezer' && reads(`/sys/fs/cgroup/freezer${path}/freezer.state`, /^FROZEN/))
      return true;
  }
  return false;
}

function reads(file: string, what: RegExp): boolean {
  try {
    return what.test(readProcFile(file));
  } catch {
    return false;
  }
}
