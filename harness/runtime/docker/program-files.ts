/**
 * Files of a program that knows nothing of the contract, in its container: a volume of its own, which goes with it, since the
 * root of a container is read-only. What is in it is handed to the engine as an archive, before the program runs.
 */

import type { ProgramLaunch } from '../port/port.ts';

/** The volume, which belongs to root. */
export const PROGRAM_VOLUME = '/meshbed';
const FOLDER = 'files';
/** Where a program in a container finds its files; there it may write. */
export const PROGRAM_FOLDER = `${PROGRAM_VOLUME}/${FOLDER}`;

const BLOCK_BYTES = 512;
const TIME = 0;

/** A tar archive (POSIX ustar) of the folder, in which anybody may write, and its files; to be unpacked in the volume. */
export function archiveOf({ files }: ProgramLaunch): Buffer {
  const parts = [header(`${FOLDER}/`, 0, 0o777, '5')];
  for (const [name, text] of Object.entries(files)) {
    const bytes = Buffer.from(text);
    const padding = (BLOCK_BYTES - (bytes.length % BLOCK_BYTES)) % BLOCK_BYTES;
    parts.push(header(`${FOLDER}/${name}`, bytes.length, 0o666, '0'), bytes, Buffer.alloc(padding));
  }
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK_BYTES)]);
}

function header(name: string, bytes: number, mode: number, type: '0' | '5'): Buffer {
  const head = Buffer.alloc(BLOCK_BYTES);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
  head.write(name, 0, 100, 'latin1');
  head.write(octal(mode, 7), 100, 'latin1');
  head.write(octal(0, 7), 108, 'latin1');
  head.write(octal(0, 7), 116, 'latin1');
  head.write(octal(bytes, 11), 124, 'latin1');
  head.write(octal(TIME, 11), 136, 'latin1');
  head.write('        ', 148, 'latin1');
  head.write(type, 156, 'latin1');
  head.write('ustar\u000000', 257, 'latin1');
  const sum = head.reduce((total, byte) => total + byte, 0);
  head.write(`${octal(sum, 6)} `, 148, 'latin1');
  return head;
}
