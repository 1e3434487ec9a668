/**
 * A node that was killed has nothing any more: a message got in an earlier life is not shown as held in a later one.
 */

import { expect, it } from 'vitest';
import type { JournalRecord } from '../../harness/journal/record.ts';
import { recordsForPage } from '../../harness/report/page-data.ts';
import { trace } from '../../test/harness/check/trace.ts';
import { feed } from './feed.ts';
import { RunModel } from './run-model.ts';
import { broughtBy, heldAt, messageAt, spreadOf } from './spread.ts';

function modelOf(text: string): RunModel {
  const records: JournalRecord[] = trace('a-b b-c', text);
  const model = new RunModel();
  feed(model, JSON.parse(JSON.stringify(recordsForPage(records))));
  return model;
}

/** Who has `m` at that moment: `a*` is the origin. */
function shownAt(model: RunModel, atMs: number): string {
  const spread = spreadOf(model.message('m')!);
  return model.nodes
    .map((node) => ({ name: node.name, message: messageAt(spread, node, atMs) }))
    .filter(({ message }) => message !== null)
    .map(({ name, message }) => (message === 'origin' ? `${name}*` : name))
    .join(' ');
}

const LOST = `1000 inject a m
              1001 deliver b m via a
              1002 deliver c m via b
              3000 kill b
              4000 start b`;

it('empties a node at its death, and keeps it empty in the next life', () => {
  const model = modelOf(LOST);
  const moments = [999, 1000, 1001, 2999, 3000, 3005, 3999, 4000, 9000];
  expect(moments.map((atMs) => shownAt(model, atMs))).toEqual([
    '',
    'a*',
    'a* b',
    'a* b c',
    ...Array.from({ length: 5 }, () => 'a* c'),
  ]);
});

it('takes the colour from the link that had brought it there', () => {
  const model = modelOf(LOST);
  const broughtAt = (atMs: number) =>
    [...broughtBy(model, spreadOf(model.message('m')!), atMs).keys()].map(({ name }) => name);
  expect(broughtAt(2000)).toEqual(['a–b', 'b–c']);
  expect(broughtAt(3500)).toEqual(['b–c']);
});

it('fills it again by what it is given in the next life', () => {
  const model = modelOf(`${LOST}\n4100 deliver b m via c`);
  expect(shownAt(model, 3500)).toBe('a* c');
  expect(shownAt(model, 4100)).toBe('a* b c');
  const held = heldAt(spreadOf(model.message('m')!), model.node('b')!, 5000);
  expect(held).toMatchObject({ atMs: 4100, via: model.node('c')!.index });
  expect(spreadOf(model.message('m')!).first.map(({ atMs }) => atMs)).toEqual([1001, 1002]);
});

it('empties an origin, a node that crashed, and one that was stopped, too', () => {
  const model = modelOf(
    '1000 inject a m\n1001 deliver b m\n1002 deliver c m\n3000 kill a\n3000 crash b 1\n3000 stop c',
  );
  expect(shownAt(model, 2999)).toBe('a* b c');
  expect(shownAt(model, 3010)).toBe('');
});

it('what a node says while it is being killed does not outlive it', () => {
  const model = modelOf('1000 inject a m\n3000 kill b\n3005 deliver b m\n4000 start b');
  expect(shownAt(model, 3006)).toBe('a* b');
  expect(shownAt(model, 3010)).toBe('a*');
});

it('does not empty nodes that are ended after the run', () => {
  const model = modelOf('1000 inject a m\n1001 deliver b m\n5000 end\n5100 exit b 0');
  expect(shownAt(model, 6000)).toBe('a* b');
});
