/**
 * What a report's data hold of a run gives the same model as the journal, which a live page is given record by record.
 */

import { expect, it } from 'vitest';
import type { JournalRecord } from '../../harness/journal/record.ts';
import { recordsForPage } from '../../harness/report/page-data.ts';
import { trace } from '../../test/harness/check/trace.ts';
import { feed } from './feed.ts';
import { RunModel } from './run-model.ts';
import { latenciesOf, spreadOf } from './spread.ts';

const RUN = trace(
  'a-b b-c c-d a-d',
  `1000 inject a m1
   1010 deliver b m1 via a
   1012 deliver d m1 via a
   1500 inject c m2
   1505 deliver c m1 via b
   1510 deliver b m2 via c
   1511 deliver d m2 via c
   1512 deliver d m1 via c
   6000 cut a d
   7000 kill b
   7600 down a b silent
   9000 end`,
);

function fed(records: readonly JournalRecord[]): RunModel {
  const model = new RunModel();
  // As it comes out of the file.
  feed(model, JSON.parse(JSON.stringify(recordsForPage(records))));
  return model;
}

function added(records: readonly JournalRecord[]): RunModel {
  const model = new RunModel();
  for (const [i, record] of records.entries()) model.add(record, i + 1);
  return model;
}

it('is the same by columns and by records', () => {
  const [report, live] = [fed(RUN), added(RUN)];
  expect(report.messages).toEqual(live.messages);
  expect(report.nodes).toEqual(live.nodes);
  expect(report.links).toEqual(live.links);
  expect([report.fromMs, report.toMs, report.deliveryCount]).toEqual([
    live.fromMs,
    live.toMs,
    live.deliveryCount,
  ]);
});

it('knows the first delivery of each node, its way, and its line', () => {
  const model = fed(RUN);
  const { first, byNode } = spreadOf(model.message('m1')!);
  expect(first.map(({ node, atMs }) => [model.nodes[node]?.name, atMs])).toEqual([
    ['b', 1010],
    ['d', 1012],
    ['c', 1505],
  ]);
  const line = RUN.findIndex((record) => record.type === 'event' && record.at === 1505) + 1;
  expect(byNode.get(model.node('c')!.index)).toMatchObject({ via: model.node('b')!.index, line });
  expect([...latenciesOf(model.messages)]).toEqual([10, 10, 11, 12, 505]);
  expect(model.linkBetween(3, 0)?.name).toBe('a–d');
});

it('keeps deliveries of a message that nobody was asked to inject', () => {
  const model = fed(RUN.filter(({ type }) => type !== 'inject'));
  expect(model.messages.map(({ id, origin }) => [id, origin])).toEqual([
    ['m1', null],
    ['m2', null],
  ]);
});
