/**
 * Files of programs that know nothing of the contract: a folder for each node, empty at each start but for what the launch
 * writes; and those that are followed, whose bytes are output like those of streams.
 */

import { type FileHandle, mkdir, open, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Streams } from '../node-output/output.ts';
import { sleep } from '../port/clock.ts';
import type { ProgramLaunch } from '../port/port.ts';
import { makeTemporary } from '../system/temporary.ts';

const LOOK_EVERY_MS = 50;
const CHUNK_BYTES = 64 * 1024;
const LAST_BYTES = 64;

export class ProgramFiles {
  #root: string | null = null;

  /** The folders of a run that has such programs. */
  async make(): Promise<void> {
    this.#root = await makeTemporary('files');
  }

  folder(node: string): string {
    if (this.#root === null) throw new Error('this run has no programs with files');
    return join(this.#root, node);
  }

  /** For a start: nothing is left of the one before. */
  async lay(node: string, { files }: ProgramLaunch): Promise<void> {
    const folder = this.folder(node);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  }

  async remove(): Promise<void> {
    if (this.#root !== null) await rm(this.#root, { recursive: true, force: true });
  }
}

/** The output of a program some of whose files are followed: its end waits until they have been read. */
export function outputWithFollowedFiles(
  output: Streams,
  files: readonly { name: string; path: string }[],
): Streams {
  const over = new AbortController();
  const followed = Promise.all(
    files.map(({ name, path }) =>
      follow(
        path,
        {
          bytes: (chunk) => output.file?.(name, chunk),
          anew: (isCutOff) => output.fileAnew?.(name, isCutOff),
        },
        over.signal,
      ),
    ),
  );
  return {
    stdout: (chunk) => output.stdout(chunk),
    stderr: (chunk) => output.stderr(chunk),
    end: async (exit) => {
      over.abort();
      await followed;
      await output.end(exit);
    },
    note: (text) => output.note(text),
    silence: () => {
      over.abort();
      output.silence();
    },
    numberFrom: (seq) => output.numberFrom(seq),
    get isSound() {
      return output.isSound;
    },
  };
}

/** What hears of a file's bytes, and where they begin anew: in another file, or in the same, which was cut off. */
interface Hearer {
  bytes(chunk: Buffer): void;
  anew(isCutOff: boolean): void;
}

/**
 * Hands over what is written to a file, from its beginning, until `signal` aborts, and what is there then. Where another file
 * takes its name (a log that is rotated), the old one is read on until something stands in the new one: only then has the program
 * let go of it.
 */
async function follow(path: string, hearer: Hearer, signal: AbortSignal): Promise<void> {
  let held: Held | null = null;
  for (let isLast = false; !isLast; ) {
    isLast = signal.aborted;
    const there = await stat(path).catch(() => null);
    if (held !== null) await readOn(held, hearer);
    if (there !== null && there.ino !== held?.inode && (held === null || there.size > 0)) {
      if (held !== null) hearer.anew(false);
      await held?.file.close();
      held = await hold(path);
      if (held !== null) await readOn(held, hearer);
    }
    if (!isLast) await sleep(LOOK_EVERY_MS, signal);
  }
  await held?.file.close();
}

interface Held {
  file: FileHandle;
  inode: number;
  /** Read so far. */
  offset: number;
  /** The last that was read, by which it shows whether the file was cut off and has grown again meanwhile. */
  last: Buffer;
}

async function hold(path: string): Promise<Held | null> {
  const file = await open(path).catch(() => null);
  return file === null ? null : { file, inode: (await file.stat()).ino, offset: 0, last: Buffer.alloc(0) };
}

/** To its end as it is now. One that was cut off is read from its beginning. */
async function readOn(held: Held, { bytes, anew }: Hearer): Promise<void> {
  if (await isCutOff(held)) {
    held.offset = 0;
    held.last = Buffer.alloc(0);
    anew(true);
  }
  for (;;) {
    const { bytesRead, buffer } = await held.file.read(
      Buffer.alloc(CHUNK_BYTES),
      0,
      CHUNK_BYTES,
      held.offset,
    );
    if (bytesRead === 0) return;
    const chunk = buffer.subarray(0, bytesRead);
    held.offset += bytesRead;
    held.last = Buffer.from(Buffer.concat([held.last, chunk.subarray(-LAST_BYTES)]).subarray(-LAST_BYTES));
    bytes(chunk);
  }
}

async function isCutOff({ file, offset, last }: Held): Promise<boolean> {
  if ((await file.stat()).size < offset) return true;
  const { buffer } = await file.read(Buffer.alloc(last.length), 0, last.length, offset - last.length);
  return !last.equals(buffer);
}
