import { describe, expect, it } from 'vitest';
import { joinAsList, plural, secondsText } from '../../../harness/common/wording.ts';
import { durationText, figureText, wrapLines } from '../../../harness/report/phrases.ts';

describe('numbers as people say them', () => {
  it.each([
    [0, '0.0 ms'],
    [0.94, '0.9 ms'],
    [9.96, '10 ms'],
    [120.4, '120 ms'],
    [999.6, '1 s'],
    [2340, '2.34 s'],
    [59_996, '1 min'],
    [125_000, '2 min 5 s'],
    [Number.NaN, 'not known'],
  ])('%f ms is %s', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });

  it('tells one from many', () => {
    expect(plural(1, 'node')).toBe('1 node');
    expect(plural(0, 'delivery', 'deliveries')).toBe('0 deliveries');
  });

  it('joins with commas and an and', () => {
    expect([joinAsList([]), joinAsList(['a']), joinAsList(['a', 'b']), joinAsList(['a', 'b', 'c'])]).toEqual([
      '',
      'a',
      'a and b',
      'a, b and c',
    ]);
  });

  it('reads the unit off the end of a name', () => {
    expect(figureText('slowest detection ms', 1834)).toBe('slowest detection 1.83 s');
    expect(figureText('deaths detected', 2)).toBe('2 deaths detected');
    expect(figureText('copies per delivery', 5.333)).toBe('5.33 copies per delivery');
  });

  it('breaks lines at spaces, and a word nowhere', () => {
    expect(wrapLines('one two three-and-more four', 8)).toEqual(['one two', 'three-and-more', 'four']);
  });

  it('gives moments to the millisecond', () => {
    expect(secondsText(-12)).toBe('-0.012 s');
  });
});
