/**
 * The journal as it grows, from its file: each reader has a place in it and nothing else, so a slow one costs neither
 * memory nor anybody's time, and one that went away goes on where it was.
 */

import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Between two looks at a file that has not grown. */
const LOOK_EVERY_MS = 40;
const CHUNK_BYTES = 64 * 1024;
/** Of what is asked for by its place. */
const MOST_BYTES = 4 * 2 ** 20;
const NEWLINE = 0x0a;

/** After so many lines, which take so many bytes. */
export interface TailPosition {
  line: number;
  offset: number;
}

export const START: TailPosition = { line: 0, offset: 0 };

/** Whole lines, without the last line break, and the place after them. */
export interface Batch extends TailPosition {
  text: string;
}

/**
 * Batches until `isOver` and everything was read, or `signal` aborts. The file need not be there yet.
 *
 * @throws when it cannot be read.
 */
export async function* batchesOf(
  path: string,
  from: TailPosition,
  isOver: () => boolean,
  signal: AbortSignal,
): AsyncGenerator<Batch, undefined, undefined> {
  await using file = await openWhenThere(path, isOver, signal);
  if (file === null) return;
  let { line, offset } = await soundPlace(file, from);
  let buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  while (!signal.aborted) {
    const wasOver = isOver();
    const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
    const end = buffer.subarray(0, bytesRead).lastIndexOf(NEWLINE);
    if (end >= 0) {
      const text = buffer.toString('utf8', 0, end);
      line += linesIn(text);
      offset += end + 1;
      yield { text, line, offset };
      if (buffer.length > CHUNK_BYTES) buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    } else if (bytesRead === buffer.length) buffer = Buffer.allocUnsafe(2 * buffer.length);
    else if (wasOver) return;
    else await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}

/** Bytes of the file, `to` not included; fewer where it ends before, or where it is more than `MOST_BYTES`. */
export async function readJournalBytes(path: string, from: number, to: number): Promise<Buffer> {
  await using file = await open(path);
  const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(to - from, MOST_BYTES)));
  const { bytesRead } = await file.read(buffer, 0, buffer.length, from);
  return buffer.subarray(0, bytesRead);
}

async function openWhenThere(
  path: string,
  isOver: () => boolean,
  signal: AbortSignal,
): Promise<FileHandle | null> {
  while (!signal.aborted) {
    try {
      return await open(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    if (isOver()) return null;
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
  return null;
}

/** The beginning, where no line ends at the place that is asked for. */
async function soundPlace(file: FileHandle, place: TailPosition): Promise<TailPosition> {
  if (place.offset === 0) return START;
  const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1, place.offset - 1);
  return bytesRead === 1 && buffer[0] === NEWLINE ? place : START;
}

function linesIn(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
