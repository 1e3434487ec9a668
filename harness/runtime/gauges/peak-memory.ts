/**
 * The most memory that a node's program has had: the peak of its resident set, as the kernel counts it
 * (`/proc/PID/status`, VmHWM). It is that of the first process of a container or command. Where the node runs on another
 * machine, or the system is not Linux, nothing is reported.
 */

import type { Gauge } from './gauges.ts';
import { readProcFile } from './proc-file.ts';

/** Growth by less is not worth a word. */
const WORTH_TELLING_BYTES = 2 ** 20;

export class MemoryGauge implements Gauge {
  readonly #pid: number;
  readonly #tell: (peakBytes: number) => void;
  #toldBytes = 0;

  constructor(pid: number, tell: (peakBytes: number) => void) {
    this.#pid = pid;
    this.#tell = tell;
  }

  async look(): Promise<boolean> {
    const peakBytes = this.#peakBytes();
    if (peakBytes === null) return false;
    if (peakBytes - this.#toldBytes < WORTH_TELLING_BYTES) return true;
    this.#toldBytes = peakBytes;
    this.#tell(peakBytes);
    return true;
  }

  #peakBytes(): number | null {
    try {
      return parsePeakMemory(readProcFile(`/proc/${this.#pid}/status`));
    } catch {
      return null;
    }
  }
}

/** From the text of `/proc/PID/status`; null where there is none: it has ended, and has no memory any more. */
export function parsePeakMemory(status: string): number | null {
  const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(status) ?? [];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}
