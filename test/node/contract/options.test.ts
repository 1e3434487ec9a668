import { describe, expect, test } from 'vitest';
import { DEFAULT_OPTIONS, durationMs, readPeerOptions } from '../../../node/contract/options.ts';

test.each([
  ['500ms', 500],
  ['2s', 2_000],
  ['1.5s', 1_500],
  ['1m', 60_000],
  ['250', 250],
  [100, 100],
  ['soon', undefined],
  ['5 parsecs', undefined],
  ['-1s', undefined],
  [Number.NaN, undefined],
  [null, undefined],
  [{}, undefined],
])('%j is %s ms', (value, ms) => expect(durationMs(value)).toBe(ms));

describe('the options of a peer', () => {
  test('left out, are the defaults', () => {
    expect(readPeerOptions({})).toEqual({ options: DEFAULT_OPTIONS, problems: [] });
  });

  test('are read as a person writes them', () => {
    const { options, problems } = readPeerOptions({ keepalive: '500ms', hops: 8, store: '100' });
    expect(options).toEqual({ keepaliveMs: 500, hopLimit: 8, storeMessages: 100 });
    expect(problems).toEqual([]);
  });

  test('that nobody knows are reported, and no more', () => {
    const { options, problems } = readPeerOptions({
      keepalive: 200,
      colour: 'red',
      constructor: 1,
      __proto__: 1,
    });
    expect(options.keepaliveMs).toBe(200);
    expect(problems.map(({ code }) => code)).toEqual(['unknown-option', 'unknown-option']);
    expect(problems[0]!.text).toBe('option "colour" is not known; known are keepalive, hops, store');
  });

  test.each([
    [{ keepalive: 'often' }, 'option keepalive: "often" is not a time from 20ms to 60m, such as 500ms'],
    [{ keepalive: '1ms' }, 'option keepalive: "1ms" is not a time from 20ms to 60m, such as 500ms'],
    [{ hops: 0 }, 'option hops: 0 is not a whole number from 1 to 255'],
    [{ store: -1 }, 'option store: -1 is not a whole number of messages from 0 to 1000000'],
    [{ hops: 256 }, 'option hops: 256 is not a whole number from 1 to 255'],
  ])('%j is a mistake', (given, text) => {
    expect(readPeerOptions(given).problems).toEqual([{ code: 'bad-option', text }]);
  });
});
