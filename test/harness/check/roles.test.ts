/**
 * Infrastructure: nodes that carry messages for others, are owed none, and need not tell of their neighbours. `r` is one.
 */

import { describe, expect, it } from 'vitest';
import { historyFromJournal, judge } from '../../../harness/check/judge.ts';
import type { Expect } from '../../../harness/topology/model/types.ts';
import { EXPECT, trace } from './trace.ts';

const eventual = { delivery: { asked: false, withinMs: 1000, to: 'eventual' as const } };
const keepalive = { keepalive: { asked: true, detectMs: 1000, recoverMs: 1000, tolerateMs: 1000 } };

function judged(links: string, text: string, expectation: Partial<Expect> = {}) {
  const wanted = { ...EXPECT, ...expectation };
  const records = trace(links, text, wanted);
  const [head] = records;
  if (head?.type === 'header') {
    head.topology.nodes = head.topology.nodes.map((node) =>
      node.name === 'r' ? { ...node, role: 'infrastructure' } : node,
    );
  }
  const results = judge(historyFromJournal(records), wanted, 60_000);
  const findings = results.flatMap((result) => result.findings);
  return {
    findings: findings.map(({ word, node, neighbour }) => [word, node, neighbour].filter(Boolean).join(' ')),
    of: (check: string) => results.find((result) => result.check === check)!,
  };
}

describe('infrastructure', () => {
  it.each([
    ['present', EXPECT],
    ['eventual', eventual],
  ])('is owed no message (%s)', (_to, expectation) => {
    const { findings, of } = judged('a-r', '1000 inject a m', expectation);
    expect(findings).toEqual([]);
    expect(of('delivery')).toMatchObject({ obligations: 0, figures: { unreachable: 0 } });
  });

  it.each([
    ['present', EXPECT],
    ['eventual', eventual],
  ])('carries them all the same (%s)', (_to, expectation) => {
    expect(judged('a-r r-b', '1000 inject a m', expectation).findings).toEqual(['lost b']);
    expect(judged('a-r r-b', '1000 inject a m\n1001 deliver b m', expectation).findings).toEqual([]);
  });

  it('is not slow, whatever it delivers when', () => {
    const quick = { latency: { asked: true, maxMs: 10 } };
    const text = '1000 inject a m\n1005 deliver b m\n1900 deliver r m';
    expect(judged('a-r r-b', text, quick).findings).toEqual([]);
    expect(judged('a-r r-b', text, quick).of('latency').obligations).toBe(1);
  });

  it('is judged by what it does', () => {
    const twice = '1000 inject a m\n1001 deliver r m\n1002 deliver r m';
    expect(judged('a-r', twice).findings).toEqual(['duplicate r']);
    expect(judged('a-r', '2000 crash r').findings).toEqual(['crashed r']);
  });

  it('need not tell of its neighbours, who have to tell of it', () => {
    expect(judged('a-r', '100 up a r\n9000 kill r', keepalive).findings).toEqual(['missed death a r']);
    expect(judged('a-r', '100 up a r\n9000 kill a', keepalive).findings).toEqual([]);
  });

  it('must not call a living neighbour dead', () => {
    const text = '100 up a r\n100 up r a\n5000 down r a\n5100 up r a';
    expect(judged('a-r', text, keepalive).findings).toEqual(['false death r a']);
  });
});
