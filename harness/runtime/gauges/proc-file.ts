/**
 * Small files of `/proc`, which are looked at for each node twice a second. The kernel makes them up at once and in memory, so
 * reading them waits for nothing; by promises each took threads and a buffer of 64 KiB, and a mesh of a hundred nodes kept
 * a quarter of a processor busy with being watched.
 */

import { closeSync, openSync, readSync } from 'node:fs';

let buffer = Buffer.allocUnsafe(16_384);

/** Its text. Throws where there is no such file, as when the process has ended. */
export function readProcFile(path: string): string {
  const fd = openSync(path, 'r');
  try {
    let length = 0;
    for (let read = -1; read !== 0; length += read) {
      if (length === buffer.length) buffer = Buffer.concat([buffer, Buffer.allocUnsafe(buffer.length)]);
      read = readSync(fd, buffer, length, buffer.length - length, null);
    }
    return buffer.toString('latin1', 0, length);
  } finally {
    closeSync(fd);
  }
}
