/**
 * What something was over time: the value at a moment, and the stretches of a span.
 */

import { describe, expect, it } from 'vitest';
import { Track } from './track.ts';

function tracked(initial: string, ...marks: [atMs: number, value: string][]): Track<string> {
  const track = new Track(initial);
  for (const [i, [atMs, value]] of marks.entries()) track.set(atMs, value, i + 1);
  return track;
}

describe('a track', () => {
  const track = tracked('off', [10, 'up'], [20, 'down'], [30, 'up']);

  it('has its first value from ever on, and its last for ever', () => {
    expect(track.at(-1e9)).toMatchObject({ value: 'off', line: 0 });
    expect(track.at(1e9)).toMatchObject({ value: 'up', line: 3 });
    expect(track.last()).toBe(track.at(1e9));
  });

  it('has a value from its moment on, up to the next', () => {
    const moments = [9, 10, 19, 20, 29, 30];
    expect(moments.map((atMs) => track.at(atMs).value)).toEqual(['off', 'up', 'up', 'down', 'down', 'up']);
  });

  it('adds nothing where nothing changes', () => {
    const steady = tracked('up', [10, 'up'], [20, 'down'], [30, 'down']);
    expect(steady.marks.map(({ atMs }) => atMs)).toEqual([-Infinity, 20]);
  });

  it('keeps the order of the journal where times run back', () => {
    const late = tracked('off', [20, 'up'], [15, 'down']);
    expect(late.marks.map(({ atMs, value }) => [atMs, value])).toEqual([
      [-Infinity, 'off'],
      [20, 'up'],
      [20, 'down'],
    ]);
    expect(late.at(15).value).toBe('off');
    expect(late.at(20).value).toBe('down');
  });

  it('has stretches that fill a span, without empty ones', () => {
    const spans = [...tracked('off', [10, 'up'], [10, 'down'], [30, 'up']).spans(5, 25)];
    expect(spans).toEqual([
      { fromMs: 5, toMs: 10, value: 'off' },
      { fromMs: 10, toMs: 25, value: 'down' },
    ]);
    expect([...track.spans(20, 20)]).toEqual([]);
  });
});
