import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { LineOutput } from '../../../../harness/runtime/node-output/line-output.ts';
import { realClock, waitUntilTrue } from '../../../../harness/runtime/port/clock.ts';
import { outputWithFollowedFiles } from '../../../../harness/runtime/process/program-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'meshbed-follow-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;

/** A file that is followed, and the lines that were read of it, those that are not whole with an ellipsis. */
function followed() {
  const path = join(folder, `log-${++count}`);
  const lines: string[] = [];
  const sink = {
    event: () => {},
    output: (_: unknown, output: { type: string; text?: string; isCut?: boolean }) => {
      if (output.type === 'line') lines.push(`${output.text}${output.isCut ? '…' : ''}`);
    },
    exit: () => {},
    observe: () => {},
    broken: () => {},
  };
  const output = new LineOutput({ node: 'n1', boot: 1 }, sink, realClock);
  const streams = outputWithFollowedFiles(output, [{ name: 'log', path }]);
  const reads = (line: string) => waitUntilTrue(() => lines.includes(line), 10_000);
  return { path, lines, streams, reads };
}

const ended = { code: 0, signal: null };

describe('a file that is followed', () => {
  it('is read from its beginning to what is there at the end of the program, though it comes late', async () => {
    const { path, lines, streams, reads } = followed();
    writeFileSync(path, 'one\ntwo');
    await reads('one');
    appendFileSync(path, ' and a half\nthree\nfour');
    await streams.end(ended);
    expect(lines).toEqual(['one', 'two and a half', 'three', 'four']);
  });

  it('that is renamed is read on until its successor is written', async () => {
    const { path, lines, streams, reads } = followed();
    writeFileSync(path, 'one\n');
    await reads('one');
    renameSync(path, `${path}.1`);
    writeFileSync(path, '');
    // The program has not let go of it yet.
    await new Promise((resolve) => setTimeout(resolve, 150));
    appendFileSync(`${path}.1`, 'two\nhalf');
    await reads('two');
    writeFileSync(path, 'three\n');
    await reads('three');
    await streams.end(ended);
    expect(lines).toEqual(['one', 'two', 'half', 'three']);
  });

  it.each([
    ['less', 'new\n'],
    ['as much', 'new one and a half\n'],
    ['more', 'new one and a half, and more than before\n'],
  ])('that is emptied in place says that lines may be lost; then it holds %s', async (_, text) => {
    const { path, lines, streams, reads } = followed();
    writeFileSync(path, 'old one\nand a half');
    await reads('old one');
    copyFileSync(path, `${path}.1`);
    truncateSync(path);
    appendFileSync(path, text);
    await reads(text.trim());
    await streams.end(ended);
    expect(lines).toEqual(['old one', 'and a half…', 'the file was cut off…', text.trim()]);
  });
});

describe('half a line at the end', () => {
  it.each([
    ['of a program that ended by itself is one', ended, 'half'],
    ['of one that a signal ended is not whole', { code: null, signal: 'SIGKILL' }, 'half…'],
    ['of one that a signal ended, as engines say it, is not whole', { code: 143, signal: null }, 'half…'],
  ])('%s', async (_, exit, line) => {
    const { lines, streams } = followed();
    streams.stdout(Buffer.from('whole\nhalf'));
    await streams.end(exit);
    expect(lines).toEqual(['whole', line]);
  });
});
