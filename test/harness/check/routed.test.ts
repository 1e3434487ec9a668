/**
 * Verdicts on a routed network: the router forwards what any two nodes send each other, under the conditions of their link or of
 * `elsewhere`, and nothing across a partition. See docs/verdicts.md.
 */

import { describe, expect, it } from 'vitest';
import { historyFromJournal, judge } from '../../../harness/check/judge.ts';
import { judgeRecords } from '../../../harness/report/outcome.ts';
import { type Row, tryRows } from './table.ts';
import { EXPECT, onRouter, reachingAll, trace } from './trace.ts';

/** b and c have no link; a partition that keeps c apart is in force from 3,000 to 6,000. */
const APART = `3000 did partition a,b|c
               3000 split a,b|c
               6000 did heal
               6000 unite`;

const routed = (rows: readonly Row[]) =>
  tryRows(rows.map((row) => ({ elsewhere: 'open', ...row }) satisfies Row));

const findingOthers = (rows: readonly Row[]) =>
  routed(rows.map((row) => ({ findingOthers: true, ...row }) satisfies Row));

describe('what comes without a link', () => {
  routed([
    {
      name: 'is no leak: the router forwards it',
      links: 'a-b c',
      trace: '1000 inject a m\n1001 deliver b m via a\n1002 deliver c m via b',
      finds: [],
    },
    {
      name: 'nor is what comes sooner than links allow',
      links: 'a-b:500 b-c:500',
      trace: '1000 inject a m\n1001 deliver c m via a\n1501 deliver b m via a',
      finds: [],
    },
    {
      name: 'is a leak where elsewhere is closed',
      links: 'a-b c',
      elsewhere: 'closed',
      trace: '1000 inject a m\n1001 deliver b m via a\n1002 deliver c m via b',
      finds: ['leaked? c m'],
      says: [/The router lets nothing through there: consistent with a way between nodes that does not lead/],
    },
    {
      name: 'or where its conditions drop everything',
      links: 'a-b c',
      elsewhere: { loss: 1 },
      trace: '1000 inject a m\n1001 deliver b m via a\n1002 deliver c m via b',
      finds: ['leaked? c m'],
    },
    {
      name: 'or sooner than its conditions allow',
      links: 'a-b c',
      elsewhere: { latencyMs: 80 },
      trace: '1000 inject a m\n1001 deliver b m via a\n1050 deliver c m via b',
      finds: ['leaked? c m'],
    },
    {
      name: 'but not later than that',
      links: 'a-b c',
      elsewhere: { latencyMs: 80 },
      trace: '1000 inject a m\n1001 deliver b m via a\n1081 deliver c m via b',
      finds: [],
    },
    {
      name: 'is a leak of the bundled peer, which talks to its neighbours alone',
      links: 'a-b c',
      bundled: ['a', 'b', 'c'],
      trace: '1000 inject a m\n1001 deliver b m via a\n1002 deliver c m via b',
      finds: ['leaked? c m'],
      says: [/tell each other their own addresses/],
    },
    {
      name: 'fails who is asked to send over links alone',
      links: 'a-b c',
      expect: { isolation: { asked: true } as never },
      trace: '1000 inject a m\n1001 deliver b m via a\n1002 deliver c m via b',
      finds: ['leaked c m'],
      says: [/tell each other their own addresses/],
    },
  ]);
});

describe('a partition on the router', () => {
  routed([
    {
      name: 'keeps apart who has no link, too: what crosses it has leaked',
      links: 'a-b c',
      trace: `${APART}\n4000 inject a m\n4001 deliver b m via a\n4002 deliver c m via b`,
      finds: ['leaked? c m'],
      says: [/The router lets nothing through there/],
    },
    {
      name: 'is not in force before the router has confirmed it',
      links: 'a-b c',
      trace: `${APART}\n3005 inject a m\n3006 deliver b m via a\n3007 deliver c m via b`,
      finds: [],
    },
    {
      name: 'nor when it is told to heal it',
      links: 'a-b c',
      trace: `${APART}\n6001 inject a m\n6002 deliver b m via a\n6003 deliver c m via b`,
      finds: [],
    },
    {
      name: 'lets come late what was under way',
      links: 'a-b c',
      elsewhere: { latencyMs: 500 },
      trace: `${APART}\n2990 inject a m\n2991 deliver b m via a\n3495 deliver c m via b`,
      finds: [],
    },
  ]);
});

describe('who finds others by themselves', () => {
  findingOthers([
    {
      name: 'owe each other what links do not bring, since the router lets it pass',
      links: 'a-b b-c',
      trace: `3000 cut a b\n3000 cut b a\n3000 kill b
              4000 inject a m`,
      finds: ['lost c m'],
    },
    {
      name: 'owe nothing beyond links where elsewhere is closed',
      links: 'a-b b-c',
      elsewhere: 'closed',
      trace: '3000 kill b\n4000 inject a m',
      finds: [],
    },
    {
      name: 'or where its conditions drop everything',
      links: 'a-b b-c',
      elsewhere: { loss: 1 },
      trace: '3000 kill b\n4000 inject a m',
      finds: [],
    },
    {
      name: 'owe it over links there as ever',
      links: 'a-b b-c',
      elsewhere: 'closed',
      trace: '4000 inject a m\n4001 deliver b m via a',
      finds: ['lost c m'],
    },
    {
      name: 'have as much time as elsewhere may take, there and back over a third',
      links: 'a-b b-c',
      elsewhere: { latencyMs: 300 },
      trace: '3000 kill b\n4000 inject a m\n5590 deliver c m via a',
      finds: [],
    },
    {
      name: 'and no more',
      links: 'a-b b-c',
      elsewhere: { latencyMs: 300 },
      trace: '3000 kill b\n4000 inject a m\n5610 deliver c m via a',
      finds: ['late c m'],
    },
    {
      name: 'are unlucky where all that came without a link was dropped, too',
      links: 'a-b b-c',
      elsewhere: { loss: 0.5 },
      trace: `3000 kill b
              3900 relay a c 3 0
              3900 relay b c 5 0
              4000 inject a m
              6000 relay a c 8 5`,
      finds: ['unlucky? c m'],
      says: [
        /dropped all of 5 datagrams sent to c in that time, on all its 1 link and from 1 node without one/,
      ],
    },
    {
      name: 'and are not where some of it came through; what was dropped is said',
      links: 'a-b b-c',
      elsewhere: { loss: 0.5 },
      trace: `3000 kill b
              3900 relay a c 3 0
              4000 inject a m
              6000 relay a c 8 4`,
      finds: ['lost c m'],
      says: [/Of 5 datagrams from a to c in that time, 4 were lost by its `loss`\./],
    },
    {
      name: 'are misled by no address: a finding stands',
      links: 'a-b b-c',
      trace: '3900 relay a b 9 0\n3900 relay b c 9 0\n4000 inject a m\n4001 deliver b m via a',
      finds: ['lost c m'],
    },
  ]);

  const words = { asked: true, detectMs: null, recoverMs: null, tolerateMs: 1000, of: 'all' as const };
  const lossy = (offered: number, dropped: number) => `4000 relay a c 10 0
              4000 relay c a 10 0
              6500 relay a c ${10 + offered} ${dropped}
              6500 relay c a ${10 + offered} ${dropped}`;
  findingOthers([
    {
      name: 'call nobody dead for whom the router let pass what they sent',
      links: 'a-b b-c',
      expect: { keepalive: words },
      elsewhere: { loss: 0.1 },
      trace: `100 up a c\n${lossy(10, 1)}\n6000 down a c`,
      finds: ['false death a c'],
    },
    {
      name: 'but may, where half of their round trips failed',
      links: 'a-b b-c',
      expect: { keepalive: words },
      elsewhere: { loss: 0.5 },
      trace: `100 up a c\n${lossy(10, 4)}\n6000 down a c`,
      finds: ['unlucky? a c'],
    },
  ]);
});

describe('nodes with a firewall between them', () => {
  const words = { asked: true, detectMs: null, recoverMs: null, tolerateMs: 1000, of: 'all' as const };
  findingOthers([
    {
      name: 'owe each other nothing without a link: which of them opens the way, nobody knows',
      links: 'a-b b-c',
      firewalls: [['c']],
      trace: '3000 kill b\n4000 inject a m\n5000 inject c n',
      finds: [],
    },
    {
      name: 'and nothing where each is behind its own',
      links: 'a-b b-c',
      firewalls: [['a'], ['c']],
      trace: '3000 kill b\n4000 inject a m',
      finds: [],
    },
    {
      name: 'or one behind that of its site and another one',
      links: 'a-b b-c',
      firewalls: [['a', 'c'], ['c']],
      trace: '3000 kill b\n4000 inject a m',
      finds: [],
    },
    {
      name: 'owe it where both are behind the same',
      links: 'a-b b-c',
      firewalls: [['a', 'c']],
      trace: '3000 kill b\n4000 inject a m',
      finds: ['lost c m'],
    },
    {
      name: 'owe it over links as ever: both ends know of each other, and to open the way is their task',
      links: 'a-b b-c',
      firewalls: [['a'], ['c']],
      trace: '4000 inject a m\n4001 deliver b m via a',
      finds: ['lost c m'],
    },
    {
      name: 'pass on nobody whom they have met',
      links: 'a-b b-c a-d',
      firewalls: [['c', 'd']],
      trace: '200 kill d\n3000 kill b\n5000 start d\n9000 inject d m\n9001 deliver a m via d',
      finds: [],
    },
    {
      name: 'as they do without one',
      links: 'a-b b-c a-d',
      trace: '200 kill d\n3000 kill b\n5000 start d\n9000 inject d m\n9001 deliver a m via d',
      finds: ['lost c m'],
    },
    {
      name: 'may call each other dead, unless a way of links leads around it',
      links: 'a-b b-c',
      firewalls: [['c']],
      expect: { keepalive: words },
      trace: '100 up a c\n3000 kill b\n6000 down a c',
      finds: [],
    },
    {
      name: 'as it does here',
      links: 'a-b b-c',
      firewalls: [['c']],
      expect: { keepalive: words },
      trace: '100 up a c\n6000 down a c',
      finds: ['false death a c'],
    },
    {
      name: 'and may not where there is none',
      links: 'a-b b-c',
      expect: { keepalive: words },
      trace: '100 up a c\n3000 kill b\n6000 down a c',
      finds: ['false death a c'],
    },
  ]);
});

describe('an attack that gates keep out', () => {
  const judged = (text: string) => judgeRecords(onRouter(trace('a-b', `${text}\n30000 end`, EXPECT), 'open'));
  const obligations = (text: string) =>
    judged(text).checks.find(({ check }) => check === 'conduct')!.obligations;

  it('has tested nothing, and is noted', () => {
    expect(obligations('2000 attack b 0 10')).toBe(0);
    expect(judged('2000 attack b 0 10').notes?.map(({ text }) => text)).toEqual([
      'The attack on b that was over at 2.000 s did not come to it: what stands before it kept out all of its 10 datagrams.',
    ]);
  });

  it('is one that tests where any of it comes through', () => {
    expect(obligations('2000 attack b 0 9')).toBe(1);
    expect(obligations('2000 attack b 0')).toBe(1);
    expect(judged('2000 attack b 0 9').notes).toBeUndefined();
  });
});

describe('who tells of all members', () => {
  const detecting = { asked: true, detectMs: 1000, recoverMs: null, tolerateMs: 1000, of: 'all' as const };
  findingOthers([
    {
      name: 'must miss those on the other side of a partition, to whom no way is left',
      links: 'a-b b-c',
      expect: { keepalive: detecting },
      trace: `100 up a b\n100 up b a
              2900 up b c\n2900 up a c
              3000 did partition a,b|c
              3000 split a,b|c
              3000 cut b c
              3000 cut c b
              3500 down b c
              6000 did heal
              6000 unite
              6000 mend b c
              6000 mend c b`,
      finds: ['missed death a c'],
    },
    {
      name: 'but nobody as long as the file lets a third node bring word of it',
      links: 'a-b b-c',
      expect: { keepalive: detecting },
      trace: '100 up a c\n3000 cut b c\n3000 cut c b',
      finds: [],
    },
    {
      name: 'must miss a neighbour behind a closed link where no other way is left',
      links: 'a-b',
      elsewhere: 'closed',
      expect: { keepalive: detecting },
      trace: '100 up a b\n3000 cut a b\n3000 cut b a',
      finds: ['missed death a b'],
    },
  ]);
});

describe('what the router refused', () => {
  const notesOf = (links: string, text: string) =>
    (judgeRecords(onRouter(trace(links, `${text}\n30000 end`, EXPECT), 'open')).notes ?? []).map(
      ({ text }) => text,
    );

  it('is noted where a node sent from addresses that are not its own, or malformed packets', () => {
    expect(
      notesOf('a-b', '2000 refusal b spoofed=1\n3000 refusal a spoofed=12 checksum=2 length=1 local=9'),
    ).toEqual([
      'b sent 1 packet from 10.0.0.9, an address that is not its own; the router dropped it.',
      'a sent 12 packets from addresses that are not its own, first of all from 10.0.0.9; the router dropped them.',
      'a sent 3 malformed packets (length 1, checksum 2); the router dropped them.',
    ]);
  });

  it('is noted for nothing that every system sends', () => {
    expect(notesOf('a-b', '2000 refusal b local=4 protocol=2 unreachable=3 ttl=1')).toEqual([]);
  });

  routed([
    {
      name: 'is a cause of what was lost in that time, and no failure by itself',
      links: 'a-b',
      trace: '900 refusal a spoofed=5\n1000 inject a m\n2500 refusal a spoofed=9 unreachable=2',
      finds: ['lost b m'],
      says: [
        /^a sent 4 packets in that time from addresses that are not its own, first of all from 10\.0\.0\.9; the router/,
        /a sent 2 packets in that time to addresses where nobody is/,
      ],
    },
    {
      name: 'is none where it was before',
      links: 'a-b',
      trace: '900 refusal a spoofed=5\n1000 inject a m\n2500 refusal a spoofed=5',
      finds: ['lost b m'],
      says: [/^(?!.*not its own)/s],
    },
  ]);
});

describe('packets between nodes without a link', () => {
  const notesOf = (text: string) =>
    (judgeRecords(onRouter(trace('a-b c d', `${text}\n30000 end`, EXPECT), 'open')).notes ?? []).map(
      ({ text }) => text,
    );

  it('are counted in a note', () => {
    const counts = '2000 relay a b 50 0\n2000 relay a c 1000 0\n2000 relay c a 300 7\n3000 relay d c 3 0';
    expect(notesOf(counts)).toEqual([
      '1,296 packets went between 2 pairs of nodes without a link, and 7 packets more were dropped there.',
    ]);
    expect(notesOf('2000 relay a c 5 5 cut')).toEqual([
      'All of 5 packets between 1 pair of nodes without a link were dropped.',
    ]);
    expect(notesOf('2000 relay a b 50 0')).toEqual([]);
  });
});

describe('words of a routed network', () => {
  routed([
    {
      name: 'who sends nothing at all to a neighbour is said to have sent the router nothing',
      links: 'a-b b-c',
      trace: '900 relay a b 0 0\n900 relay b c 3 0\n1000 inject a m\n2500 relay b c 5 0',
      finds: ['lost b m', 'lost c m'],
      says: [/^Not one packet came to the router in the whole run from a for b: consistent with/],
    },
    {
      name: 'the router excuses by its own name',
      links: 'a-b',
      trace: '1000 inject a m\n2200 deliver b m\n2300 overload * 400 router',
      finds: ['excused? b m'],
      says: [/by the router, the machine was late/],
    },
  ]);

  it('nothing that came around the links is noted: conditions hold for it, too', () => {
    const records = reachingAll(
      trace('a-b:500 b-c:500', '1000 inject a m\n1001 deliver c m via a\n1501 deliver b m via a'),
    );
    const notesOn = (each: typeof records) =>
      judge(historyFromJournal(each), EXPECT, 60_000).find(({ check }) => check === 'isolation')?.notes ?? [];
    expect(notesOn(records)).toHaveLength(1);
    expect(notesOn(onRouter(records, 'open'))).toEqual([]);
  });
});
