/**
 * Verdicts on nodes that have moved to another address. Nobody is told, so what a program makes of it is its own: nothing is owed over
 * the links of the node, and nobody is wrong about it, until both ends have been started again. See docs/verdicts.md.
 */

import { describe, expect, it } from 'vitest';
import { historyFromJournal, judge } from '../../../harness/check/judge.ts';
import type { Step } from '../../../harness/topology/topology.ts';
import { type Row, tryRows } from './table.ts';
import { EXPECT, header, keepalive, MET, onRouter, trace } from './trace.ts';

const routed = (rows: readonly Row[]) =>
  tryRows(rows.map((row) => ({ elsewhere: 'open', ...row }) satisfies Row));

const NOTICED = `${MET}
                 1000 move b`;
const ASKED = keepalive(1000, 1000, 500, true);

describe('messages', () => {
  routed([
    {
      name: 'are owed neither to it nor by way of it',
      links: 'a-b b-c',
      trace: '1000 move b\n1500 inject a m',
      finds: [],
    },
    {
      name: 'nor is what was under way when it moved',
      links: 'a-b:500',
      trace: '1000 inject a m\n1200 move b',
      finds: [],
    },
    {
      name: 'are owed until then, and over other links',
      links: 'a-b a-c b-d',
      trace: '500 inject a m\n1600 move d\n2000 inject a n',
      finds: ['lost b m', 'lost c m', 'lost d m', 'lost b n', 'lost c n'],
    },
    {
      name: 'are no leak when they come all the same',
      links: 'a-b',
      trace: '1000 move b\n1500 inject a m\n1510 deliver b m via a',
      finds: [],
    },
    {
      name: 'are owed over a link again once both its ends have been started',
      links: 'a-b b-c',
      trace: `1000 move b
              2000 kill b
              3000 start b
              4000 inject a m
              5500 kill a
              6000 start a
              7000 inject a n`,
      finds: ['lost b n'],
    },
    {
      name: 'not if it has moved on meanwhile',
      links: 'a-b',
      trace: `1000 move b
              2000 kill b
              3000 start b
              3500 move b
              5500 kill a
              6000 start a
              7000 inject a n`,
      finds: [],
    },
    {
      name: 'nor if the other end has',
      links: 'a-b',
      trace: `1000 move b
              2000 kill b
              3000 start b
              3500 move a
              5500 kill a
              6000 start a
              7000 inject a n`,
      finds: [],
    },
  ]);
});

describe('keepalives', () => {
  routed([
    {
      name: 'either of both may call the other dead, or not, or alive again',
      links: 'a-b a-c b-c',
      expect: ASKED,
      trace: `${NOTICED}\n100 up a c\n100 up c a\n100 up b c\n100 up c b
              2000 down a b
              2000 down b a
              3000 up b a`,
      finds: [],
    },
    {
      name: 'they are wrong about others as ever',
      links: 'a-b a-c',
      expect: ASKED,
      trace: `${NOTICED}\n100 up a c\n100 up c a\n2000 down a c\n2100 up a c`,
      finds: ['false death a c'],
    },
    {
      name: 'they are held to find each other when both have been started again',
      links: 'a-b',
      expect: ASKED,
      trace: `${NOTICED}
              1500 down a b
              2000 kill b
              3000 start b
              5500 kill a
              6000 start a
              6100 up a b`,
      finds: ['missed return b a'],
    },
  ]);
});

describe('where programs find others by themselves', () => {
  const finding = (rows: readonly Row[]) =>
    routed(rows.map((row) => ({ findingOthers: true, ...row }) satisfies Row));

  finding([
    {
      name: 'nothing more is owed without a link to a node that has moved, nor to its later lives',
      links: 'a-b b-c',
      trace: `5000 inject a m
              5001 deliver b m via a
              5001 deliver c m via a
              7000 move c
              8000 inject a n
              8001 deliver b n via a
              9000 kill c
              9500 start c
              20000 inject a o
              20001 deliver b o via a`,
      finds: [],
    },
    {
      name: 'all is owed to the others',
      links: 'a-b b-c',
      trace: `7000 move c
              8000 inject a n`,
      finds: ['lost b n'],
    },
  ]);
});

describe('what is said of it', () => {
  it('names the move among what kept nodes apart, and calls no link closed', () => {
    const records = onRouter(trace('a-b', '1000 move b\n1500 inject a m'), 'open');
    const delivery = judge(historyFromJournal(records), EXPECT, 60_000).find(
      ({ check }) => check === 'delivery',
    );
    expect(JSON.stringify(delivery)).toContain(
      'b moved to another address at 1.000 s: over its links nothing is owed until both ends have been started again.',
    );
    expect(JSON.stringify(delivery)).not.toContain('Closed');
  });
});

describe('the gates of a site', () => {
  const slowest = (steps: Step[], given: Step[]) => {
    const [head, ...rest] = onRouter([header('a-b')], 'open');
    if (head?.type !== 'header') throw new Error('no header');
    const gate = { uplink: { rateBps: 1e6, queueBytes: 11_000 } };
    const network = { ...head.topology.network!, sites: [{ name: 'cafe', nodes: [], ...gate }] };
    const topology = { ...head.topology, network, steps };
    const done = given.map((step) => {
      return { type: 'step', at: 0, index: 0, verb: 'move', text: '', step } as const;
    });
    const history = historyFromJournal([{ ...head, topology }, ...rest, ...done]);
    return ['a', 'b'].map((from) => history.directionsFrom.get(from)![0]!.maxDelayMs);
  };
  const move: Step = {
    ...{ index: 0, atMs: 0, line: 1, verb: 'move', nodes: ['a'] },
    ...{ addresses: ['198.18.1.1'], before: ['198.18.1.1'], site: 'cafe' },
  };

  it('are reckoned with where a step of the file goes there, or one that was given', () => {
    expect(slowest([], [])).toEqual([0, 0]);
    expect(slowest([move], [])).toEqual([100, 0]);
    expect(slowest([], [move])).toEqual([100, 0]);
  });
});
