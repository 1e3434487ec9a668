import { describe, expect } from 'vitest';
import { tryRows } from './table.ts';
import { EXPECT } from './trace.ts';

const eventual = { delivery: { asked: false, withinMs: 1000, to: 'eventual' as const } };

describe('delivered, lost, late', () => {
  tryRows([
    {
      name: 'all got it',
      links: 'a-b b-c',
      trace: `1000 inject a m
              1001 deliver b m via a
              1002 deliver c m via b`,
      finds: [],
      also: (results) => expect(results.get('delivery')).toMatchObject({ obligations: 2, pending: 0 }),
    },
    {
      name: 'one never got it',
      links: 'a-b b-c',
      trace: `1000 inject a m
              1001 deliver b m via a`,
      finds: ['lost c m'],
    },
    {
      name: 'not yet lost while the window is open: pending until its end',
      links: 'a-b',
      trace: '1000 inject a m',
      until: 1999,
      finds: [],
      also: (results) =>
        expect(results.get('delivery')).toMatchObject({ pending: 1, pendingUntilMs: 2000, obligations: 0 }),
    },
    {
      name: 'lost at the very end of the window',
      links: 'a-b',
      trace: '1000 inject a m',
      until: 2000,
      finds: ['lost b m'],
    },
    {
      name: 'on the last moment is in time',
      links: 'a-b',
      trace: `1000 inject a m
              2000 deliver b m`,
      finds: [],
    },
    {
      name: 'after the last moment is late',
      links: 'a-b',
      trace: `1000 inject a m
              2001 deliver b m`,
      finds: ['late b m'],
    },
    {
      name: 'a clock error that reaches into the window does not convict',
      links: 'a-b',
      trace: `1000 inject a m
              2005 deliver b m ~5`,
      finds: [],
    },
    {
      name: "nor does the origin's",
      links: 'a-b',
      trace: `1000 inject a m ~5
              2005 deliver b m`,
      finds: [],
    },
    {
      name: 'the window is as much longer as the path may take: latency and jitter of each link',
      links: 'a-b:100±20 b-c:50',
      trace: `1000 inject a m
              1100 deliver b m
              2170 deliver c m`,
      finds: [],
    },
    {
      name: 'and no longer',
      links: 'a-b:100±20 b-c:50',
      trace: `1000 inject a m
              2121 deliver b m
              2171 deliver c m`,
      finds: ['late b m', 'late c m'],
    },
    {
      name: 'the quickest sure path counts',
      links: 'a-b:500 a-c:10 c-b:10',
      trace: `1000 inject a m
              1010 deliver c m
              2021 deliver b m`,
      finds: ['late b m'],
    },
  ]);
});

describe('owed only over what surely lasted', () => {
  tryRows([
    {
      name: 'a node that is killed within the window is owed nothing',
      links: 'a-b',
      trace: `1000 inject a m
              1999 kill b`,
      finds: [],
    },
    {
      name: 'a node that is killed at the end of the window was owed it',
      links: 'a-b',
      trace: `1000 inject a m
              2000 kill b`,
      finds: ['lost b m'],
    },
    {
      name: 'a relay node that is killed within the window excuses those behind it',
      links: 'a-b b-c',
      trace: `1000 inject a m
              1001 deliver b m
              1500 kill b`,
      finds: [],
      also: (results) => expect(results.get('delivery')?.figures.unreachable).toBe(1),
    },
    {
      name: 'unless another path lasts',
      links: 'a-b b-c a-d d-c',
      trace: `1000 inject a m
              1001 deliver b m
              1001 deliver d m
              1500 kill b`,
      finds: ['lost c m'],
    },
    {
      name: 'the origin killed within the window owes nothing',
      links: 'a-b',
      trace: `1000 inject a m
              1500 kill a`,
      finds: [],
    },
    {
      name: 'a paused node on the only path excuses',
      links: 'a-b b-c',
      trace: `1000 inject a m
              1001 deliver b m
              1001 pause b
              1300 resume b`,
      finds: [],
    },
    {
      name: 'a pause that ended before the injection does not',
      links: 'a-b',
      trace: `500 pause b
              800 resume b
              811 inject a m`,
      finds: ['lost b m'],
    },
    {
      name: 'a resume is sure only when confirmed',
      links: 'a-b',
      trace: `500 pause b
              800 resume b
              809 inject a m`,
      finds: [],
    },
    {
      name: 'a closed direction on the only path excuses; the other direction does not matter',
      links: 'a-b',
      trace: `900 cut a b
              1000 inject a m
              3000 inject b k`,
      finds: ['lost a k'],
    },
    {
      name: 'so does one that was told to close again before it was known to be open',
      links: 'a-b',
      trace: `900 cut a b
              950 mend a b
              955 cut a b
              1000 inject a m
              3000 inject b k`,
      finds: ['lost a k'],
    },
    {
      name: 'one graph must last the whole window: two halves do not make one',
      links: 'a-b a-c c-b',
      trace: `1000 inject a m
              1001 deliver c m
              1400 cut a b
              1000 cut c b
              1200 mend c b`,
      finds: [],
    },
    {
      name: 'a node that starts within the window is owed nothing at present',
      links: 'a-b',
      trace: `1500 start b
              1000 inject a m`,
      finds: [],
      also: (results) =>
        expect(results.get('delivery')?.figures['more lost if `to: eventual` were asked for']).toBe(1),
    },
    {
      name: 'a crash ends no duty: neither its own',
      links: 'a-b',
      trace: `1000 inject a m
              1500 crash b 1`,
      finds: ['crashed b', 'lost b m'],
    },
    {
      name: 'nor what it owes to others',
      links: 'a-b b-c',
      trace: `900 crash b 1
              1000 inject a m`,
      finds: ['crashed b', 'lost b m', 'lost c m'],
    },
    {
      name: 'nobody else in the mesh: nothing is owed and nothing is lost',
      links: 'a b',
      trace: '1000 inject a m',
      finds: [],
      also: (results) =>
        expect(results.get('delivery')).toMatchObject({ obligations: 0, figures: { unreachable: 1 } }),
    },
  ]);
});

describe('what is lost can be asked for only where the way back is open', () => {
  tryRows([
    {
      name: 'the flood goes one way over links that lose nothing',
      links: 'a-b b-c',
      trace: `500 cut b a
              500 cut c b
              1000 inject a m
              1001 deliver b m`,
      finds: ['lost c m'],
    },
    {
      name: 'not over one that does',
      links: 'a-b%5',
      trace: `500 cut b a
              1000 inject a m`,
      finds: [],
    },
    {
      name: 'nor over one behind it: what is fetched may be told of, and not flooded',
      links: 'a-b%5 b-c',
      trace: `500 cut c b
              1000 inject a m
              1001 deliver b m`,
      finds: [],
    },
    {
      name: 'where both ways are open, loss costs time alone, also behind a way that loses nothing',
      links: 'a-b b-c%5',
      trace: `500 cut b a
              1000 inject a m
              1001 deliver b m`,
      finds: ['lost c m'],
    },
    {
      name: 'a way back that closes within the window was not surely open',
      links: 'a-b%5',
      trace: `1000 inject a m
              1999 cut b a`,
      finds: [],
    },
    {
      name: 'a node that is started again is owed nothing over a way on which it cannot ask',
      links: 'a-b',
      expect: eventual,
      trace: `1000 inject a m
              1001 deliver b m
              3000 kill b
              3500 cut b a
              5000 start b`,
      finds: [],
    },
    {
      name: 'and is owed it from the moment at which it can',
      links: 'a-b',
      expect: eventual,
      trace: `1000 inject a m
              1001 deliver b m
              3000 kill b
              3500 cut b a
              5000 start b
              7000 mend b a`,
      finds: ['lost b m'],
      also: (results) => expect(results.get('delivery')?.findings[0]?.atMs).toBe(8010),
    },
  ]);
});

describe('what happens at one moment happens in the order of the journal', () => {
  tryRows([
    {
      name: 'a message leaves before a link opens',
      links: 'a-b',
      trace: `500 cut a b
              990 mend a b
              1000 inject a m`,
      finds: ['lost b m'],
    },
    {
      name: 'and is not owed over it',
      links: 'a-b',
      trace: `500 cut a b
              1000 inject a m
              990 mend a b`,
      finds: [],
    },
    {
      name: 'nor to a node that becomes ready after it',
      links: 'a-b',
      trace: `1000 inject a m
              950 start b`,
      finds: [],
    },
  ]);
});

describe('eventual', () => {
  tryRows([
    {
      name: 'a late joiner is owed it from its ready on',
      links: 'a-b',
      expect: eventual,
      trace: `1000 inject a m
              5000 start b`,
      finds: ['lost b m'],
      also: (results) => expect(results.get('delivery')?.findings[0]?.atMs).toBe(6050),
    },
    {
      name: 'and gets it in time, or late',
      links: 'a-b a-c',
      expect: eventual,
      trace: `1000 inject a m
              5000 start b
              5000 start c
              6050 deliver b m
              6051 deliver c m`,
      finds: ['late c m'],
    },
    {
      name: 'after a heal, from any holder',
      links: 'a-b b-c',
      expect: eventual,
      trace: `500 cut b c
              1000 inject a m
              1001 deliver b m
              5000 mend b c`,
      finds: ['lost c m'],
      also: (results) => expect(results.get('delivery')?.findings[0]?.atMs).toBe(6010),
    },
    {
      name: 'a holder that was killed holds nothing any more',
      links: 'a-b b-c',
      expect: eventual,
      trace: `500 cut b c
              1000 inject a m
              1001 deliver b m
              2500 kill a
              2500 kill b
              3000 start b
              5000 mend b c`,
      finds: [],
    },
    {
      name: 'per life: a restarted node is owed it again',
      links: 'a-b',
      expect: eventual,
      trace: `1000 inject a m
              1001 deliver b m
              3000 kill b
              4000 start b`,
      finds: ['lost b m'],
    },
    {
      name: 'a restarted origin too, from those who hold it',
      links: 'a-b',
      expect: eventual,
      trace: `1000 inject a m
              1001 deliver b m
              3000 kill a
              4000 start a
              4100 deliver a m`,
      finds: [],
      also: (results) => expect(results.get('delivery')).toMatchObject({ obligations: 2 }),
    },
    {
      name: 'a holder that only a leaky path could have served owes it on',
      links: 'a-b b-c',
      expect: eventual,
      trace: `1000 inject a m
              1500 cut a b
              1520 deliver b m`,
      finds: ['lost c m'],
    },
    {
      name: 'no window is ever long enough',
      links: 'a-b',
      expect: eventual,
      trace: `500 cut a b
              1000 inject a m
              2000 mend a b
              2900 cut a b
              4000 mend a b
              4900 cut a b`,
      finds: [],
    },
  ]);
});

describe('what can be told apart', () => {
  tryRows([
    {
      name: 'unlucky: every datagram on all ways in was dropped by conditions, four or more',
      links: 'a-b c-b a-c',
      trace: `1000 inject a m
              1001 deliver c m
              900 relay a b 10 5
              900 relay c b 0 0
              2100 relay a b 13 8
              2100 relay c b 1 1`,
      finds: ['unlucky? b m'],
    },
    {
      name: 'three are not enough',
      links: 'a-b',
      trace: `1000 inject a m
              900 relay a b 10 5
              2100 relay a b 13 8`,
      finds: ['lost b m'],
    },
    {
      name: 'one that was not dropped convicts',
      links: 'a-b',
      trace: `1000 inject a m
              900 relay a b 10 5
              2100 relay a b 15 9`,
      finds: ['lost b m'],
    },
    {
      name: 'a way in without a relay was not dropped by conditions',
      links: 'a-b c-b a-c',
      trace: `1000 inject a m
              1001 deliver c m
              900 relay a b 0 0
              2100 relay a b 9 9`,
      finds: ['lost b m'],
    },
    {
      name: 'overload on the path makes the window that much longer',
      links: 'a-b b-c',
      trace: `1000 inject a m
              1001 deliver b m
              1600 overload b 500`,
      until: 2499,
      finds: [],
      also: (results) => expect(results.get('delivery')).toMatchObject({ pending: 1, pendingUntilMs: 2500 }),
    },
    {
      name: 'what is still missing just then is excused',
      links: 'a-b',
      trace: `1000 inject a m
              1600 overload * 500`,
      until: 2500,
      finds: ['excused? b m'],
    },
    {
      name: 'what never came, though in the end there was time to spare, is lost',
      links: 'a-b',
      trace: `1000 inject a m
              1600 overload * 500`,
      until: 2501,
      finds: ['lost b m'],
    },
    {
      name: 'overload elsewhere, at another time, or too light prolongs nothing',
      links: 'a-b a-d',
      trace: `1000 inject a m
              1001 deliver d m
              1300 overload d 250
              999 overload b 250
              2400 overload b 300`,
      until: 2000,
      finds: ['lost b m'],
    },
    {
      name: 'late by less than the overload is excused, by more is not',
      links: 'a-b a-c',
      trace: `1000 inject a m
              1500 overload * 300
              2300 deliver b m
              2301 deliver c m`,
      finds: ['excused? b m', 'late c m'],
    },
    {
      name: 'one stall that two have seen is one stall',
      links: 'a-b a-c',
      trace: `1000 inject a m
              1500 overload * 300 canary
              1500 overload * 290 harness
              2300 deliver b m
              2301 deliver c m`,
      finds: ['excused? b m', 'late c m'],
    },
    {
      name: 'what each node of the path waited adds up',
      links: 'a-b b-c',
      trace: `1000 inject a m
              1001 deliver b m
              1400 overload b 200
              1500 overload c 200
              2400 deliver c m`,
      finds: ['excused? c m'],
    },
    {
      name: 'a hole in the evidence of the node that seems to lack it',
      links: 'a-b',
      trace: `1000 inject a m
              1100 hole b`,
      finds: ['evidence missing? b', 'evidence missing? b m'],
    },
  ]);
});

describe('asked for and nothing owed', () => {
  const asked = { delivery: { ...EXPECT.delivery!, asked: true } };
  tryRows([
    { name: 'tested nothing', links: 'a-b', expect: asked, trace: '', finds: ['tested nothing?'] },
    {
      name: 'not so when not asked for',
      links: 'a-b',
      trace: '',
      finds: [],
    },
    { name: 'switched off', links: 'a-b', expect: { delivery: null }, trace: '1000 inject a m', finds: [] },
  ]);
});

describe('why', () => {
  tryRows([
    {
      name: 'a crash on the way',
      links: 'a-b b-c',
      trace: '900 crash b 1\n1000 inject a m',
      finds: ['crashed b', 'lost b m', 'lost c m'],
      says: [/b had exited at 0.900 s, and no step had asked it to/],
    },
    {
      name: 'what was cut off before the time is nothing to it',
      links: 'a-b',
      trace: '500 cut a b\n800 mend a b\n490 relay a b 4 0 cut\n1000 inject a m\n2500 relay a b 9 3 cut',
      finds: ['lost b m'],
      says: [/a had it and an open link to b/],
    },
    {
      name: 'the NAT binding was gone',
      links: 'a-b',
      trace: '1000 inject a m\n900 relay a b 4 0 nat\n2500 relay a b 6 2 nat',
      finds: ['lost b m'],
      says: [/Of all 2 datagrams from a to b in that time, 2 found b's NAT binding gone/],
    },
    {
      name: 'a firewall kept some out',
      links: 'a-b',
      trace: '1000 inject a m\n900 relay a b 4 0 firewall\n2500 relay a b 9 1 firewall',
      finds: ['lost b m'],
      says: [
        /Of 5 datagrams from a to b in that time, 1 was kept out by the firewall before b \(nothing had been sent from there to where it came from\)/,
      ],
    },
    {
      name: 'an uplink or a downlink was full',
      links: 'a-b',
      trace: '1000 inject a m\n900 relay a b 4 0 uplink\n2500 relay a b 9 3 uplink',
      finds: ['lost b m'],
      says: [/Of 5 datagrams from a to b in that time, 3 found the queue of an uplink full/],
    },
    {
      name: 'conditions dropped some',
      links: 'a-b',
      trace: '1000 inject a m\n900 relay a b 4 0\n2500 relay a b 9 3',
      finds: ['lost b m'],
      says: [/Of 5 datagrams from a to b in that time, 3 were lost by its `loss`/],
    },
    {
      name: 'a socket overflowed, and the machine had time to spare',
      links: 'a-b',
      trace: '1000 inject a m\n1500 kernel b 12',
      finds: ['lost b m'],
      says: [/The kernel dropped 12 datagrams for b in that time, because its socket was full/],
    },
    {
      name: 'a socket overflowed while its node waited for a processor',
      links: 'a-b',
      trace: '1000 inject a m\n1400 overload b 300\n1500 kernel b 12',
      finds: ['excused? b m'],
    },
    {
      name: 'a socket overflowed, and its node waited for a processor at another time',
      links: 'a-b',
      trace: '1000 inject a m\n1500 kernel b 12\n1900 overload b 300',
      until: 2400,
      finds: ['lost b m'],
    },
    {
      name: 'a socket overflowed, and another node waited for a processor',
      links: 'a-b a-c',
      trace: '1000 inject a m\n1001 deliver c m\n1400 overload c 300\n1500 kernel b 12',
      finds: ['lost b m'],
    },
    {
      name: 'a relay lost datagrams by itself, overloaded',
      links: 'a-b',
      trace: '1000 inject a m\n1400 overload * 300\n900 relay a b 4 0\n2500 relay a b 9 3 relay',
      finds: ['excused? b m'],
    },
    {
      name: 'the store was exhausted, and the node said so',
      links: 'a-b',
      trace: '1000 inject a m\n1500 gap b a 3',
      finds: ['lost b m'],
      says: [/b itself reported at 1.500 s that 3 messages of a are no longer available/],
    },
    {
      name: 'one neighbour had it and the next had not',
      links: 'a-b b-c c-d',
      trace: '1000 inject a m\n1001 deliver b m',
      finds: ['lost c m', 'lost d m'],
      says: [/On the path a → b → c → d it stopped after b/],
    },
    {
      name: 'what was not owed: what was closed, and who was down',
      links: 'a-b b-c',
      trace: '900 cut b c\n500 kill a\n3000 start a\n1000 inject b m\n1001 deliver b k digest digest-of-m',
      finds: ['phantom b k'],
      says: [/Closed from 0.900 s on: b → c/, /a was down from 0.500 s to 3.050 s/],
    },
  ]);
});
