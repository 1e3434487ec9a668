/**
 * `reach: all` among a thousand nodes: half a million pairs may talk, and no more is kept of them than of the nodes and links.
 */

import { expect, it } from 'vitest';
import { sureGraph } from '../../../harness/check/evidence/fabric.ts';
import { historyFromJournal, judge } from '../../../harness/check/judge.ts';
import { aWideJournal } from './wide.ts';

it('a thousand nodes have a tie each, and not one for each pair', { timeout: 60_000 }, () => {
  const wide = { nodes: 1000, messages: 1, kills: 3, of: 'neighbours' } as const;
  const history = historyFromJournal(aWideJournal(wide, 'all'));
  const linked = sureGraph(historyFromJournal(aWideJournal(wide, 'linked')), 1000);
  const { up, edges } = sureGraph(history, 1000);
  expect(linked.edges.length).toBe(history.directions.length / 2);
  expect([up.length, edges.length - linked.edges.length]).toEqual([1001, 1000]);
});

it('who tells of nobody is one finding, however many there are', () => {
  const wide = { nodes: 60, messages: 1, kills: 0, of: 'all', isMute: true } as const;
  const history = historyFromJournal(aWideJournal(wide, 'all'));
  const results = judge(history, history.header.topology.expect, 60_000);
  const missed = results.flatMap(({ findings }) => findings);
  expect(missed).toHaveLength(60);
  expect(missed[0]?.text).toBe('Missed return of n2 at 59 nodes: n1, n3, n4 and 56 others.');
});
