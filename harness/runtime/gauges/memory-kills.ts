/**
 * How many programs of this machine the kernel has killed for want of memory, since it started: `oom_kill` of `/proc/vmstat`.
 * Zero where the system does not tell.
 */

import { readProcFile } from './proc-file.ts';

export function killsForMemory(): number {
  try {
    return parseMemoryKills(readProcFile('/proc/vmstat'));
  } catch {
    return 0;
  }
}

export function parseMemoryKills(vmstat: string): number {
  return Number(/^oom_kill (\d+)$/m.exec(vmstat)?.[1] ?? 0);
}
