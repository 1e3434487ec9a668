import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { decodeEvent } from '../../../harness/runtime/node-output/events.ts';
import { BoundedLineSplitter } from '../../../harness/runtime/node-output/lines.ts';

function split(chunks: Buffer[], limitBytes?: number) {
  const lines: { text: string; tooLong: boolean }[] = [];
  const splitter = new BoundedLineSplitter((text, tooLong) => lines.push({ text, tooLong }), limitBytes);
  for (const chunk of chunks) splitter.push(chunk);
  return { lines, rest: splitter.end() };
}

describe('lines', () => {
  test('however the bytes are cut, the lines are the same', () => {
    const line = fc.string({ unit: 'binary' }).map((text) => text.replace(/[\r\n]/g, ''));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), fc.array(fc.nat(50)), (texts, cuts) => {
        const bytes = Buffer.from(texts.map((text) => `${text}\n`).join(''));
        const chunks: Buffer[] = [];
        let at = 0;
        for (const cut of cuts) {
          chunks.push(bytes.subarray(at, at + cut));
          at += cut;
        }
        chunks.push(bytes.subarray(at));
        const { lines, rest } = split(chunks);
        // Lone halves of surrogate pairs are no UTF-8; both ways they become the replacement character.
        expect(lines.map(({ text }) => text)).toEqual(texts.map((text) => Buffer.from(text).toString()));
        expect(rest).toBeNull();
      }),
    );
  });

  test('what follows the last line break is handed over at the end', () => {
    expect(split([Buffer.from('one\ntw'), Buffer.from('o')])).toEqual({
      lines: [{ text: 'one', tooLong: false }],
      rest: 'two',
    });
  });

  test('a carriage return before the line break belongs to neither', () => {
    expect(split([Buffer.from('one\r\n\r\n')]).lines.map(({ text }) => text)).toEqual(['one', '']);
  });

  test('a line over the limit is reported once, by its beginning, in whatever pieces it comes', () => {
    for (const size of [1, 7, 50, 1000]) {
      const bytes = Buffer.from(`${'x'.repeat(100)}\nshort\n${'y'.repeat(40)}\n`);
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      const { lines } = split(chunks, 40);
      expect(lines.map(({ tooLong }) => tooLong)).toEqual([true, false, false]);
      expect(lines.slice(1).map(({ text }) => text)).toEqual(['short', 'y'.repeat(40)]);
      expect(lines[0]?.text).toMatch(/^x+$/);
    }
  });
});

describe('events', () => {
  const head = { run: 'r', seq: 1, t: 0.5 };
  const kind = (value: unknown) =>
    decodeEvent(typeof value === 'string' ? value : JSON.stringify(value)).kind;

  test('a known type with its fields is an event, unknown fields and all', () => {
    expect(kind({ type: 'pong', ...head, ref: 'x', more: 1 })).toBe('event');
    expect(kind({ type: 'idle', ...head, run: null, contract: 1, program: 'p' })).toBe('event');
    expect(kind({ type: 'stats', ...head, counters: { 'data.sent': 1 } })).toBe('event');
  });

  test('a known type with a wrong or a missing field is nonsense', () => {
    expect(kind({ type: 'pong', ...head })).toBe('nonsense');
    expect(kind({ type: 'pong', ...head, seq: 0, ref: 'x' })).toBe('nonsense');
    expect(kind({ type: 'pong', ...head, t: 'now', ref: 'x' })).toBe('nonsense');
    expect(kind({ type: 'ready', ...head, host: '127.0.0.1', port: '9' })).toBe('nonsense');
    expect(kind({ type: 'stats', ...head, counters: { a: 'b' } })).toBe('nonsense');
  });

  test('what is no object with a type is nonsense', () => {
    for (const line of ['hello', '[]', 'null', '7', '"x"', '{}', '{"type":1}', '{"type":"pong"']) {
      expect([line, kind(line)]).toEqual([line, 'nonsense']);
    }
  });

  test('an unknown type is an event if it has a head, and else nothing; so is an empty line', () => {
    expect(kind({ type: 'of-the-future', ...head })).toBe('event');
    expect(kind({ type: 'info', message: 'listening' })).toBe('nothing');
    expect(kind('  ')).toBe('nothing');
  });

  test('is total: any text at all is one of the three', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        expect(['event', 'nonsense', 'nothing']).toContain(decodeEvent(line).kind);
      }),
    );
  });
});
