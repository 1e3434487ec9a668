import { expect, it } from 'vitest';
import type { Finding } from '../../../harness/check/explain/finding.ts';
import { groupSimilarFindings, othersInWords } from '../../../harness/report/alike.ts';

const lost = (node: string, atMs: number, ...cause: string[]): Finding => ({
  word: 'lost',
  verdict: 'failed',
  atMs,
  node,
  text: `${node} never got m`,
  cause,
  evidence: [],
});

it('findings with one cause are one, whatever it counted and wherever the path led on', () => {
  const findings = [
    lost('b', 1000, 'Of 5 datagrams from a to b in that time, 3 were lost by its `loss`.'),
    lost('c', 2000, 'Of 7 datagrams from a to b in that time, 4 were lost by its `loss`.'),
    lost(
      'd',
      3000,
      'On the path a → b → c it stopped after a: of 7 datagrams from a to b, 4 found the link cut.',
    ),
    lost(
      'e',
      4000,
      'On the path a → b → d it stopped after a: of 9 datagrams from a to b, 2 found the link cut.',
    ),
  ];
  expect(groupSimilarFindings(findings)).toEqual([
    { first: findings[0], others: [findings[1]] },
    { first: findings[2], others: findings.slice(3) },
  ]);
});

it('other names, other reasons and other words are other causes', () => {
  const cause = 'Of 5 datagrams from n1 to n2 in that time, 3 were lost.';
  const findings = [
    lost('b', 1000, cause),
    lost('b', 1000, cause.replace('n2', 'n3')),
    lost('b', 1000, cause.replace('lost', 'held')),
    { ...lost('b', 1000, cause), word: 'late' as const },
  ];
  expect(groupSimilarFindings(findings)).toHaveLength(4);
});

it('without a cause each stands alone', () => {
  expect(groupSimilarFindings([lost('b', 1), lost('b', 1)])).toHaveLength(2);
});

it('the others are reported by how many, whose, and until when', () => {
  const [one] = groupSimilarFindings([lost('b', 1000, 'x'), lost('c', 2000, 'x'), lost('d', 3500, 'x')]);
  expect(othersInWords(one!)).toBe('2 more with this cause: c and d, up to 3.500 s');
  expect(othersInWords(groupSimilarFindings([lost('b', 1, 'x')])[0]!)).toBeNull();
});
