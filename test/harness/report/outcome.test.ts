import { describe, expect, test } from 'vitest';
import type { JournalRecord } from '../../../harness/journal/record.ts';
import { judgeRecords } from '../../../harness/report/outcome.ts';
import type { Expect } from '../../../harness/topology/model/types.ts';
import { EXPECT, trace } from '../check/trace.ts';

const NOTHING: Expect = { ...EXPECT, delivery: null, duplicates: null, keepalive: null };
const DELIVERY: Expect = { ...NOTHING, delivery: { asked: true, withinMs: 1000, to: 'present' } };

/** What an `expect` step at that moment comes to, in a run that was decided. */
function halfwayOf(atMs: number, text: string): { verdict: string; words: string[] } {
  const records: JournalRecord[] = trace('a-b', `${text}\n60000 end`);
  const [head] = records;
  if (head?.type !== 'header') throw new Error('no header');
  head.topology.steps = [{ index: 0, line: 1, atMs, verb: 'expect', expect: DELIVERY }];
  const [half] = judgeRecords(records).halfway;
  const delivery = half?.checks.find(({ check }) => check === 'delivery');
  return { verdict: delivery?.verdict ?? 'none', words: delivery?.findings.map(({ word }) => word) ?? [] };
}

test('nothing passes with an obligation undecided', () => {
  const verdictOf = (after: string) => {
    const records = trace('a-b', `500 inject a k\n501 deliver b k\n1000 inject a m\n${after}\n3000 end`);
    return judgeRecords(records).verdict;
  };
  expect(verdictOf('1400 overload * 5000\n1500 deliver b m')).toBe('passed');
  expect(verdictOf('1400 overload * 50')).toBe('failed');
  expect(verdictOf('1400 overload * 5000')).toBe('inconclusive');
});

describe('an `expect` step', () => {
  test('judges what was due by then', () => {
    expect(halfwayOf(3000, '1000 inject a m\n1001 deliver b m')).toEqual({ verdict: 'passed', words: [] });
    expect(halfwayOf(3000, '1000 inject a m\n4001 deliver b m').words).toEqual(['lost']);
  });

  test('has tested nothing where nothing was due yet', () => {
    const { verdict, words } = halfwayOf(1500, '1000 inject a m\n1700 deliver b m');
    expect({ verdict, words }).toEqual({ verdict: 'inconclusive', words: ['tested nothing'] });
  });

  test('knows of an overload that is not over yet', () => {
    expect(halfwayOf(2500, '1000 inject a m\n2700 deliver b m\n2700 overload * 1650').words).not.toContain(
      'lost',
    );
  });
});

test.each([
  ['docker', { given: ['a has 64MiB of memory'] }],
  ['process', { notGiven: ['a has 64MiB of memory'] }],
  ['sim', { notGiven: ['a has 64MiB of memory'] }],
] as const)('tells what nodes were given on %s, or were not', (runtime, told) => {
  const records = trace('a-b', '60000 end');
  const [head] = records;
  if (head?.type !== 'header') throw new Error('no header');
  expect(judgeRecords(records)).not.toHaveProperty('given');
  head.runtime = runtime;
  head.topology.nodes[0]!.container = { memoryBytes: 64 * 2 ** 20 };
  const { given, notGiven } = judgeRecords(records);
  expect(JSON.parse(JSON.stringify({ given, notGiven }))).toEqual(told);
});
