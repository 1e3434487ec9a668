import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatDuration,
  formatSize,
  parseDuration,
  parseRate,
  parseShare,
  parseSize,
} from '../../../harness/topology/text/units.ts';

describe('a duration', () => {
  it.each([
    ['500ms', 500],
    ['2s', 2000],
    ['1.5s', 1500],
    ['1.1s', 1100],
    ['.5s', 500],
    ['1m', 60_000],
    ['1h', 3_600_000],
    ['0.25ms', 0.25],
    [' 10 ms ', 10],
    ['0', 0],
    [0, 0],
    ['0ms', 0],
    ['168h', 604_800_000],
  ])('%s is %d ms', (written, ms) => {
    expect(parseDuration(written)).toEqual({ ok: true, value: ms });
  });

  it.each([
    [500, '`500` has no unit', 'Write `500ms` or `500s`.'],
    ['500', '`500` has no unit', 'Write `500ms` or `500s`.'],
    ['5sec', '`5sec` has the unknown unit `sec`', 'Did you mean `5s`? Units: ms, s, m, h.'],
    ['5MS', '`5MS` has the unknown unit `MS`', 'Did you mean `5ms`? Units: ms, s, m, h.'],
    ['5 parsecs', '`5 parsecs` has the unknown unit `parsecs`', 'Units: ms, s, m, h.'],
    ['5constructor', '`5constructor` has the unknown unit `constructor`', 'Units: ms, s, m, h.'],
    ['-5s', '`-5s` is negative', 'Write a duration of 0 or more.'],
    ['1m30s', '`1m30s` is not a duration', 'Write a number and a unit, like `5ms` or `5s`.'],
    ['soon', '`soon` is not a duration', 'Write a number and a unit, like `5ms` or `5s`.'],
    ['169h', '`169h` is too much', 'At most 168h is allowed.'],
    [`${'9'.repeat(400)}s`, `\`${'9'.repeat(37)}…\` is too much`, 'At most 168h is allowed.'],
    [null, 'found nothing, expected a duration', 'Write it like `5ms` or `5s`.'],
    [[], 'found a list, expected a duration', 'Write it like `5ms` or `5s`.'],
    [true, 'found `true`, expected a duration', 'Write it like `5ms` or `5s`.'],
  ])('%j is refused', (written, text, fix) => {
    expect(parseDuration(written)).toEqual({ ok: false, text, fix });
  });

  it('is written so that it reads back exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 604_800_000_000 }), (microseconds) => {
        const ms = microseconds / 1000;
        expect(parseDuration(formatDuration(ms))).toEqual({ ok: true, value: ms });
      }),
    );
  });

  it.each([
    [0, '0s'],
    [0.5, '0.5ms'],
    [500, '500ms'],
    [1500, '1.5s'],
    [60_000, '1m'],
    [90_000, '90s'],
    [7_200_000, '2h'],
  ])('%d ms is written %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('other quantities', () => {
  it('reads sizes, rates and shares', () => {
    expect(parseSize('64KiB')).toEqual({ ok: true, value: 65_536 });
    expect(parseSize('1.5kB')).toEqual({ ok: true, value: 1500 });
    expect(parseRate('10Mbit')).toEqual({ ok: true, value: 10_000_000 });
    expect(parseShare('1%')).toEqual({ ok: true, value: 0.01 });
    expect(parseShare('0.1%')).toEqual({ ok: true, value: 0.001 });
  });

  it('names the unit that is missing or meant', () => {
    expect(parseShare(0.1)).toMatchObject({ text: '`0.1` has no unit', fix: 'Write `10%`.' });
    expect(parseShare('101%')).toMatchObject({ fix: 'At most 100% is allowed.' });
    expect(parseSize('64KB')).toMatchObject({
      fix: 'Did you mean `64KiB`? Units: B, KiB, MiB, GiB, kB, MB, GB.',
    });
    expect(parseRate('10Mbps')).toMatchObject({
      fix: 'Did you mean `10Mbit`? Units: Mbit, kbit, bit, Gbit.',
    });
  });

  it('writes sizes so that they read back exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 40 }), (bytes) => {
        expect(parseSize(formatSize(bytes))).toEqual({ ok: true, value: bytes });
      }),
    );
  });

  it('never throws, whatever is written', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (found) => {
        for (const parse of [parseDuration, parseSize, parseRate, parseShare]) {
          expect(typeof parse(found).ok).toBe('boolean');
        }
      }),
    );
  });
});
