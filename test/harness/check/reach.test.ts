/**
 * `reach: all`: every two nodes may talk, and links say who is told of whom. Unless said otherwise a message is owed for 1 s, and so
 * long a path must have lasted between two nodes until they know each other.
 */

import { describe, expect, it } from 'vitest';
import { historyFromJournal, judge } from '../../../harness/check/judge.ts';
import type { Expect } from '../../../harness/topology/model/types.ts';
import { type Row, tryRows } from './table.ts';
import { EXPECT, keepalive, reachingAll, trace } from './trace.ts';

const reached = (rows: readonly Row[]) => tryRows(rows.map((row) => ({ bundled: [], ...row })));

/** All of them have told of all others. */
const met = (...names: string[]) =>
  names
    .flatMap((one) => names.filter((other) => other !== one).map((other) => `100 up ${one} ${other}`))
    .join('\n');

const ofAll = (detectMs: number, recoverMs: number): Partial<Expect> => ({
  keepalive: { asked: true, detectMs, recoverMs, tolerateMs: 1000, of: 'all' },
});

/** Between two sides of a star whose middle is `b`. */
const SPLIT = `3000 did partition a,b|c,d
               3000 cut b c
               3000 cut c b
               3000 cut b d
               3000 cut d b`;
const HEALED = `6000 did heal
                6000 mend b c
                6000 mend c b
                6000 mend b d
                6000 mend d b`;

describe('over relays, whose addresses lead two nodes to each other and nobody else anywhere,', () => {
  reached([
    {
      name: 'what is lost convicts nobody',
      links: 'a-b b-c',
      trace: '500 relay a b 10 0\n3000 inject a m\n3100 deliver b m',
      finds: ['misled? c m'],
    },
    {
      name: 'a missed return convicts nobody',
      links: 'a-b b-c',
      expect: ofAll(1000, 1000),
      trace: '500 relay a b 10 0\n600 up a b\n600 up b a\n600 up b c\n600 up c b\n600 up c a\n4000 end',
      finds: ['misled? a c'],
    },
    {
      name: 'what several nodes report of one is told once, and not by the word that excuses it',
      links: 'a-b b-c',
      expect: ofAll(1000, 1000),
      trace: '500 relay a b 10 0\n600 up a b\n600 up b a\n600 up c b\n600 up c a\n4000 end',
      finds: ['misled? c'],
      also: (results) =>
        expect(results.get('keepalive')?.findings[0]?.text).toBe(
          'Possibly wrong reports of c at 2 nodes: a and b.',
        ),
    },
  ]);
});

describe('a message', () => {
  tryRows([
    {
      name: 'is not owed without a path where links say who may talk',
      links: 'a-b b-c',
      trace: '2000 kill b\n3000 inject a m',
      finds: [],
    },
  ]);
  reached([
    {
      name: 'is owed to those who were introduced by a node that is gone',
      links: 'a-b b-c',
      trace: '2000 kill b\n3000 inject a m',
      finds: ['lost c m'],
      also: (results) =>
        expect(results.get('delivery')?.findings[0]?.text).toMatch(
          /a and c were up and able to reach each other from then on \(1 hop\)/,
        ),
    },
    {
      name: 'is not owed to those who had no time to be introduced',
      links: 'a-b b-c',
      trace: '900 kill b\n3000 inject a m',
      finds: [],
    },
    {
      name: 'is not owed to a new life that is told of the dead alone',
      links: 'a-b b-c b-d',
      trace: '2000 kill b\n2500 kill d\n3000 start d\n5000 inject a m\n5100 deliver c m',
      finds: [],
    },
    {
      name: 'is owed to a new life that is told of one who knows all',
      links: 'a-b b-c b-d d-a',
      trace: '2500 kill d\n3000 start d\n4500 kill a\n5000 kill b\n6000 inject c m',
      finds: ['lost d m'],
    },
    {
      name: 'is owed to no island that no link leads to',
      links: 'a-b c-d',
      trace: '3000 inject a m\n3100 deliver b m',
      finds: [],
    },
    {
      name: 'is owed past a link that is cut, over a third node',
      links: 'a-b b-c',
      trace: '3000 cut a b\n3000 cut b a\n4000 inject a m',
      finds: ['lost b m', 'lost c m'],
    },
    {
      name: 'but not past a cut where there is no third node',
      links: 'a-b',
      trace: '3000 cut a b\n3000 cut b a\n4000 inject a m',
      finds: [],
    },
    {
      name: 'is not owed across a partition, whether links cross it or not',
      links: 'a-b b-c b-d',
      trace: `${SPLIT}\n4000 inject a m\n4100 deliver b m`,
      finds: [],
    },
    {
      name: 'is owed on each side of it',
      links: 'a-b b-c b-d',
      trace: `${SPLIT}\n4000 inject c m`,
      finds: ['lost d m'],
    },
    {
      name: 'and on each side of it to those who were there before it began',
      links: 'a-b b-c b-d',
      trace: `2500 kill b\n${SPLIT}\n2800 inject c m`,
      finds: ['lost d m'],
    },
    {
      name: 'is owed to all again when it has healed',
      links: 'a-b b-c b-d',
      trace: `${SPLIT}\n${HEALED}\n6500 kill b\n7000 inject a m`,
      finds: ['lost c m', 'lost d m'],
    },
    {
      name: 'is not owed to who is off the network, and is again when it is back',
      links: 'a-b b-c',
      trace: '2000 kill b\n3000 disconnect c\n4000 inject a m\n6000 reconnect c\n7000 inject a k',
      finds: ['lost c k'],
    },
    {
      name: 'may take as long over each hop as over the slowest link, there and over a third',
      links: 'a-b:300 b-c:300',
      trace: '3000 kill b\n5000 inject a m\n6550 deliver c m',
      finds: [],
    },
    {
      name: 'is late after that',
      links: 'a-b:300 b-c:300',
      trace: '3000 kill b\n5000 inject a m\n6650 deliver c m',
      finds: ['late c m'],
    },
    {
      name: 'reaches peers of ours by their links alone',
      links: 'a-b b-c c-d',
      bundled: ['d'],
      trace: '2000 kill b\n3000 inject a m\n3100 deliver c m',
      finds: ['lost d m'],
    },
    {
      name: 'and not without them',
      links: 'a-b b-c',
      bundled: ['c'],
      trace: '2000 kill b\n3000 inject a m',
      finds: [],
    },
    {
      name: 'does not introduce by peers of ours, which tell nobody of others',
      links: 'a-b b-c',
      bundled: ['b'],
      trace: '2000 kill b\n3000 inject a m',
      finds: [],
    },
    {
      name: 'is owed eventually to who is back on the network',
      links: 'a-b b-c',
      expect: { delivery: { asked: true, withinMs: 1000, to: 'eventual' } },
      trace: '2000 kill b\n3000 disconnect c\n4000 inject a m\n6000 reconnect c',
      finds: ['lost c m'],
    },
  ]);

  it('is owed to nobody on another network', () => {
    const records = reachingAll(trace('a-b b-c', '2000 kill b\n3000 inject a m'));
    const [head] = records;
    if (head?.type !== 'header') throw new Error();
    head.topology.networks = [
      { name: 'left', nodes: ['a', 'b'] },
      { name: 'right', nodes: ['b', 'c'] },
    ];
    const results = judge(historyFromJournal(records), EXPECT, 60_000);
    expect(results.flatMap(({ findings }) => findings)).toEqual([]);
  });
});

describe('what came around the links', () => {
  reached([
    {
      name: 'is no leak, and is said in a note',
      links: 'a-b:100 b-c:100',
      trace: '3000 inject a m\n3001 deliver c m\n3100 deliver b m',
      finds: [],
      says: [/c delivered m at 3\.001 s, which cannot have come by the links alone/],
    },
    {
      name: 'is one where it crossed a partition',
      links: 'a-b b-c b-d',
      trace: `${SPLIT}\n4000 inject a m\n4100 deliver b m\n4200 deliver c m via a`,
      finds: ['leaked? c m'],
      says: [/only `disconnect` takes nodes off the network/],
    },
    {
      name: 'is none in the moment in which it began, or was healed',
      links: 'a-b b-c b-d',
      trace: `${SPLIT}
              ${HEALED}
              2990 inject a m
              2995 deliver b m
              3005 deliver c m via a
              3005 deliver d m via a
              5990 inject a k
              5995 deliver b k
              6000 deliver c k via a
              6000 deliver d k via a`,
      finds: [],
    },
    {
      name: 'is one where it came to who was off the network',
      links: 'a-b b-c',
      trace: `2000 disconnect c
              2000 cut b c
              2000 cut c b
              3000 inject a m
              3100 deliver b m
              3200 deliver c m`,
      finds: ['leaked? c m'],
    },
  ]);
});

describe('keepalives of neighbours', () => {
  reached([
    {
      name: 'what is said of others is nobody’s mistake',
      links: 'a-b b-c',
      expect: keepalive(1000, 1000),
      trace: `${met('a', 'b', 'c')}\n5000 down a c\n5100 up a c\n6000 down c a`,
      finds: [],
    },
    {
      name: 'a link that is cut is no death, since a way may lead around it',
      links: 'a-b b-c',
      expect: keepalive(1000, 1000),
      trace: `${met('a', 'b', 'c')}\n5000 cut a b\n5000 cut b a`,
      finds: [],
    },
    {
      name: 'nor is a partition',
      links: 'a-b b-c b-d',
      expect: keepalive(1000, 1000),
      trace: `${met('a', 'b', 'c', 'd')}\n${SPLIT}`,
      finds: [],
    },
    {
      name: 'who is off the network is dead to them, and they to it',
      links: 'a-b',
      expect: keepalive(1000, 1000),
      trace: `${met('a', 'b')}\n5000 cut a b\n5000 cut b a\n5000 disconnect b`,
      finds: ['missed death a b', 'missed death b a'],
    },
    {
      name: 'who is dead is dead',
      links: 'a-b',
      expect: keepalive(1000, 1000),
      trace: `${met('a', 'b')}\n5000 kill b`,
      finds: ['missed death a b'],
    },
    {
      name: 'a neighbour whose link was open was not dead',
      links: 'a-b b-c',
      expect: keepalive(1000, 1000),
      trace: `${met('a', 'b', 'c')}\n5000 down a b\n5100 up a b`,
      finds: ['false death a b'],
    },
    {
      name: 'a neighbour must be found',
      links: 'a-b b-c',
      expect: keepalive(1000, 1000),
      trace: '100 up a b\n100 up b a\n100 up b c',
      finds: ['missed return c b'],
    },
    {
      name: 'what a third had kept may be told when it is back',
      links: 'a-b b-c c-a',
      expect: keepalive(1000, 1000),
      trace: `${met('a', 'b', 'c')}
              4000 pause c
              4500 down a c
              4500 down b c
              5000 kill b
              5500 down a b
              9000 resume c
              9100 up a c
              9100 up a b
              9500 down a b
              9900 down c b`,
      finds: [],
    },
    {
      name: 'of a neighbour that was never there nothing can have been told',
      links: 'a-b b-c',
      expect: keepalive(null, null),
      trace: '9000 start c\n300 up b c',
      finds: ['false life b c'],
    },
    {
      name: 'between two peers of ours all is as with links',
      links: 'a-b b-c',
      bundled: ['a', 'b'],
      expect: keepalive(1000, 1000),
      trace: `${met('a', 'b', 'c')}\n5000 cut a b\n5000 cut b a`,
      finds: ['missed death a b', 'missed death b a'],
    },
  ]);
});

describe('keepalives of all', () => {
  reached([
    {
      name: 'those who were introduced must not call each other dead, whoever has died since',
      links: 'a-b b-c',
      expect: ofAll(1000, 1000),
      trace: `${met('a', 'b', 'c')}\n3000 kill b\n3500 down a b\n3500 down c b\n9000 down a c\n9100 up a c`,
      finds: ['false death a c'],
    },
    {
      name: 'those who were not may',
      links: 'a-b b-c',
      expect: ofAll(1000, 2000),
      trace: `${met('a', 'b', 'c')}\n900 kill b\n1200 down a b\n1200 down c b\n9000 down a c`,
      finds: [],
    },
    {
      name: 'nor is it false across a partition',
      links: 'a-b b-c b-d',
      expect: ofAll(1000, 1000),
      trace: `${met('a', 'b', 'c', 'd')}\n${SPLIT}\n${HEALED}\n5000 down a c\n6100 up a c`,
      finds: [],
    },
    {
      name: 'a death is missed by all who say nothing, and told as one',
      links: 'a-b b-c b-d',
      expect: ofAll(1000, 1000),
      trace: `${met('a', 'b', 'c', 'd')}\n5000 kill d\n5100 down a d`,
      finds: ['missed death d'],
      says: [/^The first: b still reported d up/m],
      also: (results) =>
        expect(results.get('keepalive')?.findings.map(({ text }) => text)).toEqual([
          'Missed death of d at 2 nodes: b and c.',
        ]),
    },
    {
      name: 'and so is one who finds nobody',
      links: 'a-b b-c b-d',
      expect: ofAll(1000, 1000),
      trace: `100 up a b
              100 up a c
              100 up a d
              100 up b a
              100 up b c
              100 up b d
              100 up c a
              100 up c b
              100 up c d`,
      finds: ['missed return d'],
      also: (results) =>
        expect(results.get('keepalive')?.findings.map(({ text }) => text)).toEqual([
          'Missed return of 3 nodes at d: a, b and c.',
        ]),
    },
  ]);
});
