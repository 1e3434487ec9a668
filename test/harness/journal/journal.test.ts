import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Journal } from '../../../harness/recording/journal.ts';
import { header } from '../check/trace.ts';

test('what comes before the scenario begins has a negative time, and is written once it begins', () => {
  const journal = new Journal(header('a-b'), null);
  journal.add({ type: 'start', phase: 'sent', at: 1000, node: 'a', boot: 1 });
  expect(journal.records).toHaveLength(1);
  journal.begin(1500.25);
  journal.add({ type: 'overload', at: 1600, fromMs: 1550.25, node: null, lateMs: 50, source: 'canary' });
  expect(journal.records.slice(1)).toEqual([
    { type: 'start', phase: 'sent', at: -500.25, node: 'a', boot: 1 },
    { type: 'overload', at: 99.75, fromMs: 50, node: null, lateMs: 50, source: 'canary' },
  ]);
});

test('the file holds a line for each record, in order; nothing comes after the end', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'meshbed-test-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const path = join(directory, 'journal.ndjson');
  const journal = new Journal(header('a-b'), path);
  journal.begin(0);
  for (let i = 0; i < 1000; i++) journal.add({ type: 'nonsense', at: i, node: 'a', boot: 1, text: `${i}` });
  await journal.close();
  journal.add({ type: 'nonsense', at: 2000, node: 'a', boot: 1, text: 'too late' });
  await journal.close();
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(journal.records);
  expect(lines).toHaveLength(1001);
});
