/**
 * `share`: how many of the deliveries that are owed must come. What is excused lies between what surely came and what surely
 * did not, and only what is certain convicts.
 */

import { describe, expect, it } from 'vitest';
import { countForShare } from '../../../harness/check/checks/share.ts';
import { historyFromJournal, judge } from '../../../harness/check/judge.ts';
import { EXPECT, trace } from './trace.ts';

const RECEIVERS = ['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k'];
const STAR = RECEIVERS.map((name) => `a-${name}`).join(' ');

/** `a` injects at 1 s what has to be with its ten neighbours by 2 s. */
function judgedBy(share: number, after: string, untilMs = 60_000) {
  const expectation = {
    ...EXPECT,
    delivery: { asked: true, withinMs: 1000, to: 'present' as const, share },
  };
  const records = trace(STAR, `1000 inject a m\n${after}`, expectation);
  const results = judge(historyFromJournal(records), expectation, untilMs);
  const { verdict, findings, notes, figures } = results.find(({ check }) => check === 'delivery')!;
  return { verdict, findings, notes, figures };
}

const came = (count: number) =>
  RECEIVERS.slice(0, count)
    .map((name) => `1100 deliver ${name} m`)
    .join('\n');

/** A loss with an excuse: all that was offered to the node was dropped. */
const unlucky = (...names: string[]) =>
  names.map((name) => `900 relay a ${name} 4 0\n2100 relay a ${name} 9 5`).join('\n');

describe('a share of the deliveries', () => {
  it('is enough: passed, and what was missed is noted', () => {
    const { verdict, findings, notes, figures } = judgedBy(0.8, `${came(8)}\n2500 deliver j m`);
    expect({ verdict, findings }).toEqual({ verdict: 'passed', findings: [] });
    expect(notes).toEqual(['1 late, 1 lost: `share: 80%` allows 2 of 10 to miss.']);
    expect(figures).toMatchObject({ late: 1, lost: 1 });
  });

  it('is not enough: failed, with what was missed and why', () => {
    const { verdict, findings } = judgedBy(0.9, came(8));
    expect(verdict).toBe('failed');
    expect(findings.map(({ word, verdict, text }) => ({ word, verdict, text }))).toEqual([
      {
        word: 'too few deliveries',
        verdict: 'failed',
        text: '8 of 10 deliveries owed came in time; `share: 90%` asks for 9.',
      },
    ]);
    expect(findings[0]?.cause.join(' ')).toMatch(
      /^2 lost\. j never got m: .*consistent with a not sending it on/,
    );
    expect(findings[0]?.evidence.length).toBeGreaterThan(0);
  });

  it('late counts as missed', () => {
    expect(judgedBy(1 - 0.05, `${came(9)}\n2500 deliver k m`).verdict).toBe('failed');
  });

  it('has nothing to note where nothing was missed', () => {
    expect(judgedBy(0.5, came(10))).toMatchObject({ verdict: 'passed', notes: [] });
  });
});

describe('what is excused', () => {
  it('does not convict: with all of it there would have been enough', () => {
    const { verdict, findings } = judgedBy(0.9, `${came(8)}\n${unlucky('j', 'k')}`);
    expect(verdict).toBe('inconclusive');
    expect(findings[0]).toMatchObject({ word: 'too few deliveries', verdict: 'inconclusive' });
    expect(findings[0]?.text).toBe(
      '8 of 10 deliveries owed came in time, 2 more may have, but for what excuses them; `share: 90%` asks for 9.',
    );
  });

  it('does not save: even with all of it there would have been too few', () => {
    expect(judgedBy(0.9, `${came(7)}\n${unlucky('k')}`).verdict).toBe('failed');
  });

  it('is not needed where enough came without it', () => {
    const { verdict, notes } = judgedBy(0.8, `${came(8)}\n${unlucky('j', 'k')}`);
    expect({ verdict, notes }).toEqual({
      verdict: 'passed',
      notes: ['2 unlucky: `share: 80%` allows 2 of 10 to miss.'],
    });
  });

  it('is overload, too', () => {
    expect(judgedBy(1 - 0.05, `${came(9)}\n2300 overload * 900\n2500 deliver k m`).verdict).toBe(
      'inconclusive',
    );
  });
});

describe('what is not decided yet', () => {
  // The way to k takes half a second longer, and so does its window.
  const late = (text: string) => {
    const expectation = {
      ...EXPECT,
      delivery: { asked: true, withinMs: 1000, to: 'present' as const, share: 0.5 },
    };
    const records = trace('a-b a-c:500', `1000 inject a m\n${text}`, expectation);
    return judge(historyFromJournal(records), expectation, 2200).find(({ check }) => check === 'delivery')!;
  };

  it('does not convict: it may come yet', () => {
    const { verdict, pending, findings } = late('');
    expect({ verdict, pending }).toEqual({ verdict: 'inconclusive', pending: 1 });
    expect(findings[0]?.text).toBe(
      '0 of 2 deliveries owed came in time, 1 more may yet; `share: 50%` asks for 1.',
    );
  });

  it('is not needed where enough came without it', () => {
    expect(late('1100 deliver b m')).toMatchObject({ verdict: 'passed', pending: 1 });
  });
});

it.each([
  [0.99, 100, 99],
  [0.99, 101, 100],
  [0.07, 100, 7],
  [0.57, 100, 57],
  [0.999, 1000, 999],
  [0.5, 1, 1],
  [0.001, 10, 1],
])('%d of %d are %d, whatever fractions make of it', (share, count, needed) => {
  expect(countForShare(share, count)).toBe(needed);
});
