import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BadCommand, parseCommand } from '../../../node/contract/commands.ts';
import { LineSplitter } from '../../../node/contract/lines.ts';

const configure = {
  type: 'configure',
  run: 'r',
  node: 'n1',
  boot: 1,
  seed: 0,
  key: 'ab'.repeat(32),
  listen: { host: '127.0.0.1', port: 0 },
  peers: [{ node: 'n2', host: '::1', port: 7 }],
  options: {},
};

describe('a line', () => {
  test('however it is cut into chunks, comes out whole', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string().map((text) => text.replaceAll('\n', ''))),
        fc.nat(20),
        (lines, size) => {
          const seen: string[] = [];
          const splitter = new LineSplitter(
            1_000,
            (line) => seen.push(line),
            () => seen.push('too long'),
          );
          const text = lines.map((line) => `${line}\n`).join('');
          for (let at = 0; at < text.length; at += size + 1) splitter.push(text.slice(at, at + size + 1));
          expect(seen).toEqual(lines);
        },
      ),
    );
  });

  test('that is too long is reported once and passed over, and the next is read', () => {
    const seen: string[] = [];
    const splitter = new LineSplitter(
      10,
      (line) => seen.push(line),
      () => seen.push('TOO LONG'),
    );
    for (const chunk of [
      'abc\n',
      'x'.repeat(8),
      'x'.repeat(8),
      'x'.repeat(8),
      'x\nde',
      `f\n${'y'.repeat(11)}\nghi\n`,
    ])
      splitter.push(chunk);
    expect(seen).toEqual(['abc', 'TOO LONG', 'def', 'TOO LONG', 'ghi']);
  });
});

describe('a command', () => {
  test('is read with its fields, and unknown ones are passed over', () => {
    expect(parseCommand(JSON.stringify({ ...configure, later: 1 }))).toEqual(configure);
    expect(parseCommand('{"type":"inject","ref":"a","data":"aGk="}')).toMatchObject({ ref: 'a' });
  });

  test.each(['', '  ', '{"type":"dance"}', '{"type":"constructor"}'])('%j is nothing to do', (line) => {
    expect(parseCommand(line)).toBeNull();
  });

  test.each([
    ['nonsense', 'bad-json'],
    ['null', 'bad-command'],
    ['[]', 'bad-command'],
    ['{"type":7}', 'bad-command'],
    ['{"type":"inject","ref":"a","data":"§"}', 'bad-command'],
    ['{"type":"inject","data":""}', 'bad-command'],
    ['{"type":"peers","peers":[{}]}', 'bad-command'],
  ])('%s is refused as %s', (line, code) => {
    expect(() => parseCommand(line)).toThrow(expect.objectContaining({ code }));
  });

  test.each([
    [{ run: 1 }, '"run" must be a string'],
    [{ node: '' }, '"node" must be a name'],
    [{ boot: 0 }, '"boot" must be a whole number from 1'],
    [{ seed: -1 }, '"seed" must be an unsigned 32-bit integer'],
    [{ key: 'secret' }, '"key" must be 64 hex digits'],
    [{ options: 3 }, '"options" must be an object'],
    [{ listen: { host: 'localhost', port: 1 } }, '"listen" must be at a host that is an IP literal'],
    [{ listen: { host: '::', port: 70_000 } }, '"listen" must be at a port from 0 to 65535'],
    [{ peers: [{ node: 'n2', host: '::', port: 0 }] }, '"peers: n2" must be at a port from 1 to 65535'],
    [{ peers: [{ node: 'n1', host: '::', port: 1 }] }, '"peers" must be others than n1 itself'],
  ])('configure with %j: %s', (wrong, text) => {
    expect(() => parseCommand(JSON.stringify({ ...configure, ...wrong }))).toThrow(text);
  });

  test('no line at all throws anything else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        try {
          parseCommand(line);
        } catch (error) {
          expect(error).toBeInstanceOf(BadCommand);
        }
      }),
    );
  });
});
