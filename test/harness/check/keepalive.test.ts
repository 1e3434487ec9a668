import { describe, expect } from 'vitest';
import { tryRows } from './table.ts';
import { keepalive, MET } from './trace.ts';

describe('false death', () => {
  tryRows([
    {
      name: 'a living neighbour declared dead',
      links: 'a-b',
      trace: `${MET}\n5000 down a b`,
      finds: ['false death a b'],
    },
    {
      name: 'by its own word it said goodbye',
      links: 'a-b',
      trace: `${MET}\n5000 down a b bye`,
      finds: ['false death a b'],
    },
    {
      name: 'though it was never called alive',
      links: 'a-b',
      trace: '5000 down a b',
      finds: ['false death a b'],
    },
    { name: 'before both had run for `tolerate`', links: 'a-b', trace: `${MET}\n999 down a b`, finds: [] },
    {
      name: 'on the moment both have',
      links: 'a-b',
      trace: `${MET}\n1000 down a b`,
      finds: ['false death a b'],
    },
    { name: 'within the clock error of it', links: 'a-b', trace: `${MET}\n1005 down a b ~6`, finds: [] },
    { name: 'of one that was killed', links: 'a-b', trace: `${MET}\n3000 kill b\n5000 down a b`, finds: [] },
    {
      name: 'while it is paused',
      links: 'a-b',
      trace: `${MET}\n3000 pause b\n3500 down a b\n4000 resume b`,
      finds: [],
    },
    {
      name: 'soon after a resume',
      links: 'a-b',
      trace: `${MET}\n3000 pause b\n3500 resume b\n4509 down a b`,
      finds: [],
    },
    {
      name: 'long after a resume',
      links: 'a-b',
      trace: `${MET}\n3000 pause b\n3500 resume b\n4510 down a b`,
      finds: ['false death a b'],
    },
    {
      name: 'by one that was itself paused until just now',
      links: 'a-b',
      trace: `${MET}\n3000 pause a\n3500 resume a\n3600 down a b`,
      finds: [],
    },
    {
      name: 'over a link cut in either direction',
      links: 'a-b',
      trace: `${MET}\n3000 cut a b\n5000 down a b\n5000 down b a`,
      finds: [],
    },
    {
      name: 'of a crashed one: it was dead',
      links: 'a-b',
      trace: `${MET}\n3000 crash b 1\n5000 down a b`,
      finds: ['crashed b'],
    },
    {
      name: 'of a node that says goodbye as it stops',
      links: 'a-b',
      trace: `${MET}\n3000 stop b\n3005 down a b bye`,
      finds: [],
    },
    {
      name: 'excused by overload of either',
      links: 'a-b',
      trace: `${MET}\n4900 overload b 300\n5000 down a b`,
      finds: ['excused? a b'],
    },
    {
      name: 'unless nobody asks',
      links: 'a-b',
      expect: { keepalive: null },
      trace: `${MET}\n5000 down a b`,
      finds: [],
    },
  ]);
});

describe('missed death', () => {
  const detect = keepalive(2000, null);
  tryRows([
    {
      name: 'noticed in time',
      links: 'a-b',
      expect: detect,
      trace: `${MET}\n3000 kill b\n5010 down a b`,
      finds: [],
      also: (results) =>
        expect(results.get('keepalive')?.figures).toEqual({
          'deaths detected': 1,
          'slowest detection ms': 2000,
        }),
    },
    {
      name: 'noticed too late',
      links: 'a-b',
      expect: detect,
      trace: `${MET}\n3000 kill b\n5011 down a b`,
      finds: ['missed death a b'],
    },
    {
      name: 'within the clock error',
      links: 'a-b',
      expect: detect,
      trace: `${MET}\n3000 kill b\n5011 down a b ~1`,
      finds: [],
    },
    {
      name: 'never noticed',
      links: 'a-b',
      expect: detect,
      trace: `${MET}\n3000 kill b`,
      finds: ['missed death a b'],
    },
    {
      name: 'not due yet',
      links: 'a-b',
      expect: detect,
      trace: `${MET}\n3000 kill b`,
      until: 5009,
      finds: [],
      also: (results) => expect(results.get('keepalive')).toMatchObject({ pending: 1, pendingUntilMs: 5010 }),
    },
    {
      name: 'the watcher died first',
      links: 'a-b',
      expect: detect,
      trace: `${MET}\n3000 kill b\n5009 kill a`,
      finds: [],
    },
    {
      name: 'it came back first',
      links: 'a-b',
      expect: detect,
      trace: `${MET}\n3000 kill b\n5000 start b`,
      finds: [],
    },
    {
      name: 'a long pause is a death',
      links: 'a-b',
      expect: detect,
      trace: `${MET}\n3000 pause b`,
      finds: ['missed death a b'],
    },
    {
      name: 'a short one is not',
      links: 'a-b',
      expect: detect,
      trace: `${MET}\n3000 pause b\n5009 resume b`,
      finds: [],
    },
    {
      name: 'one way cut: only who hears nothing must notice',
      links: 'a-b',
      expect: detect,
      trace: `${MET}\n3000 cut b a`,
      finds: ['missed death a b'],
    },
    {
      name: 'the longest delay of the link comes on top',
      links: 'a-b:100±50',
      expect: detect,
      trace: `${MET}\n3000 kill b\n5160 down a b`,
      finds: [],
    },
    {
      name: 'never called alive: nothing to notice',
      links: 'a-b',
      expect: detect,
      trace: '3000 kill b',
      finds: [],
    },
    {
      name: 'called alive while long dead',
      links: 'a-b',
      expect: detect,
      trace: `${MET}\n3000 kill b\n4000 down a b\n9000 up a b`,
      finds: ['missed death a b'],
    },
    {
      name: 'a crash is a death too',
      links: 'a-b',
      expect: detect,
      trace: `${MET}\n3000 crash b 1`,
      finds: ['crashed b', 'missed death a b'],
    },
    {
      name: 'noticed late, excused by overload of the watcher',
      links: 'a-b',
      expect: detect,
      trace: `${MET}\n3000 kill b\n4500 overload a 400\n5300 down a b`,
      finds: ['excused? a b'],
    },
    {
      name: 'a little late, by round trips that a little overload had lengthened before',
      links: 'a-b',
      expect: detect,
      trace: `${MET}\n2900 overload a 60\n3000 kill b\n5370 down a b`,
      finds: ['excused? a b'],
    },
    {
      name: 'later than that overload can explain',
      links: 'a-b',
      expect: detect,
      trace: `${MET}\n2900 overload a 60\n3000 kill b\n5371 down a b`,
      finds: ['missed death a b'],
    },
    {
      name: 'overload long before lengthens nothing',
      links: 'a-b',
      expect: detect,
      trace: `${MET}\n900 overload a 60\n3000 kill b\n5020 down a b`,
      finds: ['missed death a b'],
    },
    {
      name: 'overload gives six times as much more time',
      links: 'a-b',
      expect: detect,
      trace: `${MET}\n3000 kill b\n4500 overload a 400`,
      until: 7409,
      finds: [],
      also: (results) => expect(results.get('keepalive')).toMatchObject({ pending: 1, pendingUntilMs: 7410 }),
    },
    {
      name: 'and no more',
      links: 'a-b',
      expect: detect,
      trace: `${MET}\n3000 kill b\n4500 overload a 400`,
      until: 7411,
      finds: ['missed death a b'],
    },
    {
      name: 'long overload gives twice what is allowed, or as much as it lasted',
      links: 'a-b',
      expect: detect,
      trace: `${MET}\n3000 kill b\n4500 overload a 1400`,
      until: 9009,
      finds: [],
      also: (results) => expect(results.get('keepalive')).toMatchObject({ pending: 1, pendingUntilMs: 9010 }),
    },
    {
      name: 'a hole in what the watcher said',
      links: 'a-b',
      expect: detect,
      trace: `${MET}\n3000 kill b\n4000 hole a`,
      finds: ['evidence missing? a', 'evidence missing? a b'],
    },
  ]);
});

describe('around a closed link', () => {
  const detect = keepalive(2000, null);
  const leak = '5000 inject b m\n5001 deliver a m';
  tryRows([
    {
      name: 'a missed death is excused where a message leaked between the two',
      links: 'a-b',
      expect: detect,
      trace: `${MET}\n3000 cut b a\n${leak} via b`,
      finds: ['leaked? a m', 'excused? a b'],
      says: [/around their link \(it would count as "missed death" otherwise\): a delivered m at 5\.001 s/],
    },
    {
      name: 'and where the node does not say from whom it had it',
      links: 'a-b',
      expect: detect,
      trace: `${MET}\n3000 cut b a\n${leak}`,
      finds: ['leaked? a m', 'excused? a b'],
    },
    {
      name: 'but not where it leaked between others',
      links: 'a-b a-c',
      expect: detect,
      trace: `${MET}\n3000 cut b a\n3000 cut c a\n3100 down a c\n${leak} via c`,
      finds: ['leaked? a m', 'missed death a b'],
    },
    {
      name: 'nor where the neighbour was dead all the time',
      links: 'a-b c',
      expect: detect,
      trace: `${MET}\n2000 inject b m\n2001 deliver a m\n2002 deliver c m via b\n3000 kill b`,
      finds: ['leaked? c m', 'missed death a b'],
    },
    {
      name: 'a false life likewise',
      links: 'a-b',
      trace: `${MET}\n3000 cut b a\n4900 down a b\n${leak} via b\n7000 up a b`,
      finds: ['leaked? a m', 'excused? a b'],
    },
  ]);
});

describe('missed return', () => {
  const recover = keepalive(null, 1000);
  tryRows([
    { name: 'met in time', links: 'a-b', expect: recover, trace: '1000 up a b\n1000 up b a', finds: [] },
    {
      name: 'met too late',
      links: 'a-b',
      expect: recover,
      trace: '1001 up a b\n1000 up b a',
      finds: ['missed return a b'],
    },
    {
      name: 'met before the neighbour has said that it is ready, which is judged as well',
      links: 'a-b',
      expect: keepalive(null, 1000, 100_000),
      trace: '1000 start b\n1020 up a b\n1100 up b a',
      finds: [],
      also: (results) => expect(results.get('keepalive')).toMatchObject({ obligations: 2, pending: 0 }),
    },
    { name: 'never met', links: 'a-b', expect: recover, trace: '500 up a b', finds: ['missed return b a'] },
    {
      name: 'not due yet',
      links: 'a-b',
      expect: recover,
      trace: '500 up a b',
      until: 999,
      finds: [],
      also: (results) => expect(results.get('keepalive')).toMatchObject({ pending: 1, pendingUntilMs: 1000 }),
    },
    {
      name: 'after a restart, by the new life and by the old neighbour',
      links: 'a-b',
      expect: recover,
      trace: `${MET}\n3000 kill b\n4000 down a b\n5000 start b`,
      finds: ['missed return a b', 'missed return b a'],
    },
    {
      name: 'after a restart that was noticed, in one breath, by clocks that cannot tell which word was first',
      links: 'a-b',
      expect: recover,
      trace: `${MET}\n3000 kill b\n3100 start b\n3200 up b a\n3200 down a b ~2\n3201 up a b ~0`,
      finds: [],
    },
    {
      name: 'a restart that nobody noticed leaves the word up',
      links: 'a-b',
      expect: recover,
      trace: `${MET}\n3000 kill b\n3100 start b\n3200 up b a`,
      finds: [],
    },
    {
      name: 'after a false death that is not taken back',
      links: 'a-b',
      expect: recover,
      trace: `${MET}\n3000 down a b`,
      finds: ['false death a b', 'missed return a b'],
    },
    {
      name: 'or is',
      links: 'a-b',
      expect: recover,
      trace: `${MET}\n3000 down a b\n3999 up a b`,
      finds: ['false death a b'],
    },
    {
      name: 'apart again before it was due',
      links: 'a-b',
      expect: recover,
      trace: '999 kill b',
      finds: [],
    },
    {
      name: 'a round trip by the conditions comes on top',
      links: 'a-b:100±50',
      expect: recover,
      trace: '1300 up a b\n1301 up b a',
      finds: ['missed return b a'],
    },
    {
      name: 'met a little late, by a little overload',
      links: 'a-b',
      expect: recover,
      trace: '500 overload * 60\n100 up a b\n1050 up b a',
      finds: ['excused? b a'],
    },
    {
      name: 'met later than a little overload can explain',
      links: 'a-b',
      expect: recover,
      trace: '500 overload * 60\n100 up a b\n1070 up b a',
      finds: ['missed return b a'],
    },
    {
      name: 'met late, excused by overload',
      links: 'a-b',
      expect: recover,
      trace: '500 overload * 300\n100 up a b\n1200 up b a',
      finds: ['excused? b a'],
    },
    {
      name: 'overload gives that much more time, and no more',
      links: 'a-b',
      expect: recover,
      trace: '500 overload * 300\n100 up a b',
      until: 1301,
      finds: ['missed return b a'],
    },
  ]);
});

describe('asked for and nothing at stake', () => {
  tryRows([
    {
      name: 'two that never ran together',
      links: 'a-b',
      expect: keepalive(1000, 1000, 1000, true),
      trace: '30000 start b\n20000 kill a',
      finds: ['tested nothing?'],
    },
  ]);
});

describe('false life', () => {
  tryRows([
    { name: 'of one that was met', links: 'a-b', trace: MET, finds: [] },
    {
      name: 'of a neighbour that never ran in its own life',
      links: 'a-b',
      trace: `${MET}\n1000 kill b\n2000 kill a\n3000 start a\n4000 up a b`,
      finds: ['false life a b'],
    },
    {
      name: 'over a way that was never open',
      links: 'a-b',
      trace: '0 cut b a\n2000 kill a\n3000 start a\n4000 up a b',
      finds: ['false life a b'],
    },
    {
      name: 'over one that may have been open when it began',
      links: 'a-b',
      trace: '0 cut b a\n1000 up a b',
      finds: [],
    },
    {
      name: 'long after it was killed and called dead',
      links: 'a-b',
      trace: `${MET}\n2000 kill b\n4000 down a b\n6000 up a b`,
      finds: ['false life a b'],
    },
    {
      name: 'shortly after its death: something may have lain unread',
      links: 'a-b',
      trace: `${MET}\n2000 kill b\n2500 down a b\n2900 up a b\n3500 down a b`,
      finds: [],
    },
    {
      name: 'of what was still under way',
      links: 'a-b:3000',
      trace: `4000 up a b\n4000 up b a\n5000 kill b\n5500 down a b\n7900 up a b\n9500 down a b`,
      finds: [],
    },
    {
      name: 'after it had been started again, before it was ready',
      links: 'a-b',
      trace: `${MET}\n2000 kill b\n4000 down a b\n6000 start b\n6010 up a b`,
      finds: [],
    },
    {
      name: 'said twice in a row',
      links: 'a-b',
      trace: `${MET}\n2000 kill b\n2100 up a b\n3000 down a b`,
      finds: [],
    },
    {
      name: 'under overload, which may have kept it unread',
      links: 'a-b',
      trace: `${MET}\n2000 kill b\n4000 down a b\n5500 overload a 600\n6000 up a b`,
      finds: ['excused? a b'],
    },
    {
      name: 'of one that never ran: there is nothing that overload could have kept',
      links: 'a-b',
      trace: '9000 start b\n5500 overload a 600\n6000 up a b',
      finds: ['false life a b'],
    },
    {
      name: 'of one that ended while the other was started: something may have been under way',
      links: 'a-b:500',
      trace: '-100 start-sent b\n0 ready b\n3000 start-sent a\n3020 kill b\n3050 ready a\n4400 up a b',
      finds: [],
    },
    {
      name: 'but not for ever',
      links: 'a-b:500',
      trace: '-100 start-sent b\n0 ready b\n3000 start-sent a\n3020 kill b\n3050 ready a\n4600 up a b',
      finds: ['false life a b'],
    },
  ]);
});
