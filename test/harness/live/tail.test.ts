/**
 * The journal read while it is written.
 */

import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type Batch,
  batchesOf,
  readJournalBytes,
  START,
  type TailPosition,
} from '../../../harness/live/tail.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'meshbed-tail-'));
});
afterAll(() => rm(folder, { recursive: true }));

const fileOf = async (name: string, text: string) => {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
};
async function whole(path: string, from: TailPosition = START): Promise<Batch[]> {
  const batches: Batch[] = [];
  const reading = batchesOf(path, from, () => true, new AbortController().signal);
  for await (const batch of reading) batches.push(batch);
  return batches;
}
const textOf = (batches: readonly Batch[]) => batches.map(({ text }) => text).join('\n');

it('gives whole lines, and the place after them', async () => {
  const path = await fileOf('whole', 'one\ntwö\nthr');
  expect(await whole(path)).toEqual([{ text: 'one\ntwö', line: 2, offset: 9 }]);
});

it('goes on where a reader was, and begins again where no line ends', async () => {
  const path = await fileOf('again', 'one\ntwo\nthree\n');
  expect(await whole(path, { line: 2, offset: 8 })).toEqual([{ text: 'three', line: 3, offset: 14 }]);
  for (const offset of [7, 14_000]) expect(textOf(await whole(path, { line: 2, offset }))).toMatch(/^one/);
});

it('gives a line as long as a large mesh’s header in one piece, and many in pieces', async () => {
  const long = 'x'.repeat(300_000);
  const many = Array.from({ length: 60_000 }, (_, i) => `line ${i}`).join('\n');
  const path = await fileOf('long', `${long}\n${many}\n`);
  const batches = await whole(path);
  expect(batches.length).toBeGreaterThan(1);
  expect(textOf(batches)).toBe(`${long}\n${many}`);
  expect(batches.at(-1)?.line).toBe(60_001);
  const { offset } = batches[0]!;
  expect((await readJournalBytes(path, 0, offset)).toString()).toBe(`${batches[0]?.text}\n`);
});

it('waits for a file that is not there, and for what is added, until it is over', async () => {
  const path = join(folder, 'later');
  let isOver = false;
  const reading = batchesOf(path, START, () => isOver, new AbortController().signal);
  const first = reading.next();
  await writeFile(path, 'one\n');
  expect(await first).toMatchObject({ value: { text: 'one', line: 1 } });
  const second = reading.next();
  await appendFile(path, 'two\n');
  expect(await second).toMatchObject({ value: { text: 'two', line: 2 } });
  isOver = true;
  expect(await reading.next()).toEqual({ done: true, value: undefined });
});

it('ends when the reader has gone', async () => {
  const gone = new AbortController();
  const reading = batchesOf(join(folder, 'never'), START, () => false, gone.signal);
  const next = reading.next();
  gone.abort();
  expect(await next).toEqual({ done: true, value: undefined });
});
