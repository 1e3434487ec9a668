/**
 * Tar archives (POSIX ustar), as engines take them: folders and files of root, all of one time.
 */

const BLOCK_BYTES = 512;
const TIME = 0;

export interface TarEntry {
  /** Up to 100 characters of Latin-1. */
  name: string;
  mode: number;
  /** Absent: a folder. */
  content?: Buffer;
}

export function tarOf(entries: readonly TarEntry[]): Buffer {
  const parts = entries.flatMap(({ name, mode, content }) => {
    if (content === undefined) return [header(`${name}/`, 0, mode, '5')];
    const padding = (BLOCK_BYTES - (content.length % BLOCK_BYTES)) % BLOCK_BYTES;
    return [header(name, content.length, mode, '0'), content, Buffer.alloc(padding)];
  });
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
