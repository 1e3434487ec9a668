/**
 * What the page says of nodes, links and messages, made from the journal record by record.
 */

import { describe, expect, it } from 'vitest';
import type { JournalRecord, RecordOf } from '../../harness/journal/record.ts';
import { NODE_ACTS } from '../../harness/topology/verbs/node-acts.ts';
import { trace } from '../../test/harness/check/trace.ts';
import { RunModel } from './run-model.ts';
import type { Track } from './track.ts';

function modelOf(records: readonly JournalRecord[]): RunModel {
  const model = new RunModel();
  for (const [i, record] of records.entries()) model.add(record, i + 1);
  return model;
}

/** `value@atMs` for each, without what was before the run. */
function marksOf(track: Track<unknown> | undefined): string {
  const marks = track?.marks.slice(1) ?? [];
  return marks.map(({ value, atMs }) => `${value}@${atMs}`).join(' ');
}

describe('a node', () => {
  const stateOf = (text: string) => marksOf(modelOf(trace('a-b', text)).node('a')?.state);

  it('is starting until it is ready, and down from the moment at which it is killed', () => {
    expect(stateOf('2000 kill a\n3000 start a')).toBe('starting@-100 up@0 down@2000 starting@3000 up@3050');
  });

  it('is paused and resumed when that is confirmed', () => {
    expect(stateOf('1000 pause a\n2000 resume a')).toBe('starting@-100 up@0 paused@1010 up@2010');
  });

  it('is down when it has stopped, and crashed when it ended unasked', () => {
    expect(stateOf('1000 stop a')).toBe('starting@-100 up@0 down@1010');
    expect(stateOf('1000 crash a 1')).toBe('starting@-100 up@0 crashed@1000');
  });

  it('is as it was when all are ended after the run', () => {
    expect(stateOf('1000 end\n1100 exit a 0')).toBe('starting@-100 up@0');
  });

  it('is reported down by as many neighbours as say so now', () => {
    const model = modelOf(
      trace('a-b a-c', '1000 down b a\n1100 down c a\n1200 down c a\n1300 up b a\n2000 kill c\n3000 start c'),
    );
    // What dies reports nothing any more.
    expect(marksOf(model.node('a')?.suspicions)).toBe('1@1000 2@1100 1@1300 0@2010');
    expect(model.node('a')?.suspectedBy.size).toBe(0);
  });

  it('has its neighbours, its counters, and what it injected and delivered', () => {
    const model = modelOf(
      trace('a-b b-c', '1000 inject b m\n1001 deliver a m via b\n2000 stats b sent=1\n3000 stats b sent=7'),
    );
    expect(model.nodes.map(({ neighbours }) => neighbours)).toEqual([[1], [0, 2], [1]]);
    expect(model.node('b')).toMatchObject({ counters: { sent: 7 }, injected: 1, delivered: 0 });
    expect(model.node('a')).toMatchObject({ counters: {}, injected: 0, delivered: 1 });
  });

  it('leaves the real network and comes back as steps say, and a start connects it', () => {
    const did = (at: number, verb: 'disconnect' | 'reconnect'): JournalRecord => ({
      type: 'step',
      at,
      index: 0,
      verb,
      text: `${verb} a`,
      step: { index: 0, atMs: at, line: 1, verb, nodes: ['a'] },
    });
    const model = modelOf(trace('a-b', ''));
    model.nodeActs = NODE_ACTS;
    const isConnectedAfter = (record: JournalRecord) => {
      model.add(record, 9);
      return model.node('a')?.isConnected;
    };
    expect(isConnectedAfter(did(1000, 'disconnect'))).toBe(false);
    expect(isConnectedAfter(did(2000, 'reconnect'))).toBe(true);
    expect(isConnectedAfter(did(3000, 'disconnect'))).toBe(false);
    expect(isConnectedAfter({ type: 'start', phase: 'sent', at: 4000, node: 'a', boot: 2 })).toBe(true);
    expect(model.node('b')?.isConnected).toBe(true);
  });
});

describe('a link', () => {
  it('is closed from the moment at which that is asked for, and open when that is confirmed', () => {
    const model = modelOf(trace('a-b', '1000 cut a b\n2000 cut b a\n3000 mend a b\n4000 mend b a'));
    expect(marksOf(model.linkBetween(0, 1)?.state)).toBe('one way@1000 cut@2000 one way@3010 open@4010');
  });

  it('is found by its ends in either order, and not where there is none', () => {
    const model = modelOf(trace('b-a b-c', ''));
    expect(model.linkBetween(0, 1)?.name).toBe('b–a');
    expect(model.linkBetween(1, 0)).toBe(model.linkBetween(0, 1));
    expect(model.linkBetween(0, 2)).toBeUndefined();
  });

  it('that loses everything is cut from the beginning', () => {
    const model = modelOf(trace('a-b%100 b-c%99', ''));
    expect(model.links.map(({ state }) => state.last().value)).toEqual(['cut', 'open']);
  });

  it('has the conditions that steps gave it, in their direction', () => {
    const step: RecordOf<'step'>['step'] = {
      index: 0,
      atMs: 1000,
      line: 1,
      verb: 'link',
      directions: [{ from: 'a', to: 'b' }],
      conditions: { loss: 0.2 },
    };
    const records = trace('b-a:10', '');
    records.push({ type: 'step', at: 1000, index: 0, verb: 'link', text: 'link a b', step });
    const link = modelOf(records).linkBetween(0, 1);
    expect(link?.conditions.ab.last()).toMatchObject({ value: { latencyMs: 10 }, line: 0 });
    expect(link?.conditions.ba.last()).toMatchObject({
      value: { loss: 0.2 },
      atMs: 1000,
      line: records.length,
    });
  });

  it("takes a step of the file from the header, where the record has only the step's place", () => {
    const records = trace('a-b', '');
    const [header] = records;
    if (header?.type !== 'header') throw new Error('no header');
    const directions = [{ from: 'a', to: 'b' }];
    header.topology.steps.push({
      ...{ index: 0, atMs: 1000, line: 1 },
      ...{ verb: 'link', directions, conditions: { loss: 0.2 } },
    });
    records.push({ type: 'step', at: 1000, index: 0, verb: 'link', text: 'link a b' });
    expect(modelOf(records).links[0]?.conditions.ab.last().value).toEqual({ loss: 0.2 });
  });

  it('counts what relays saw and which messages it brought first, in either direction', () => {
    const model = modelOf(
      trace(
        'a-b',
        `1000 inject a m
         1001 deliver b m via a
         2000 relay a b 10 8
         3000 relay a b 20 9
         3000 relay b a 5 1 nat`,
      ),
    );
    expect(model.links[0]?.ab).toEqual({ offered: 20, dropped: { loss: 9 }, first: 1 });
    expect(model.links[0]?.ba).toEqual({ offered: 5, dropped: { nat: 1 }, first: 0 });
  });
});

describe('a run', () => {
  it('has its messages with their origin, size and line, in the order of injection', () => {
    const records = trace('a-b', '1000 inject b m2\n2000 inject a m1\n3000 ask a m3');
    const model = modelOf(records);
    const lineOf = (ref: string) => records.findIndex((record) => 'ref' in record && record.ref === ref) + 1;
    expect(
      model.messages.map(({ id, origin, atMs, bytes, line }) => [id, origin, atMs, bytes, line]),
    ).toEqual([
      ['m2', 1, 1000, 5, lineOf('m2')],
      ['m1', 0, 2000, 5, lineOf('m1')],
    ]);
    expect(model.message('m1')).toBe(model.messages[1]);
  });

  it('learns of the origin also after the first delivery', () => {
    const model = modelOf(trace('a-b', '900 ask a m\n1000 deliver b m via a\n1001 injected a m'));
    expect(model.messages).toHaveLength(1);
    expect(model.message('m')).toMatchObject({ origin: 0, atMs: 1001, bytes: 5 });
  });

  it('has its steps as they were done, its span, and how it ended', () => {
    const model = modelOf(trace('a-b', '1000 did kill a\n1000 kill a\n2000 did cut a b\n5000 end'));
    expect(model.steps.map(({ atMs, verb, text }) => [atMs, verb, text])).toEqual([
      [1000, 'kill', 'kill a'],
      [2000, 'cut', 'cut a → b'],
    ]);
    expect([model.fromMs, model.toMs]).toEqual([-100, 5000]);
    expect(model.end?.reason).toBe('decided');
  });

  it('passes over what does not fit', () => {
    const model = modelOf(trace('a-b', ''));
    const before = JSON.stringify(model.nodes);
    model.add({ type: 'start', phase: 'sent', at: 1, node: 'z', boot: 1 }, 7);
    model.add({ type: 'link', phase: 'sent', at: 1, from: 'a', to: 'z', open: false }, 8);
    model.add({ type: 'fault', phase: 'sent', at: 1, node: 'z', fault: 'kill' }, 9);
    expect(JSON.stringify(model.nodes)).toBe(before);
    expect(model.links.map(({ state }) => state.last().value)).toEqual(['open']);
  });
});
