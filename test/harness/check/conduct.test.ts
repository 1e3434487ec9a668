import { describe, expect } from 'vitest';
import { tryRows } from './table.ts';
import { EXPECT, trace } from './trace.ts';

describe('duplicate and echo', () => {
  tryRows([
    {
      name: 'twice in one life',
      links: 'a-b',
      trace: '1000 inject a m\n1001 deliver b m\n1002 deliver b m',
      finds: ['duplicate b m'],
    },
    {
      name: 'once in each of two lives',
      links: 'a-b',
      trace: '1000 inject a m\n1001 deliver b m\n3000 kill b\n4000 start b\n4100 deliver b m',
      finds: [],
    },
    {
      name: 'nobody minds',
      links: 'a-b',
      expect: { duplicates: null },
      trace: '1000 inject a m\n1001 deliver b m\n1002 deliver b m',
      finds: [],
    },
    {
      name: 'an origin delivers its own',
      links: 'a-b',
      trace: '1000 inject a m\n1001 deliver b m\n1002 deliver a m via b\n1003 deliver a m via b',
      finds: ['echo a m', 'echo a m'],
    },
    {
      name: 'a restarted origin delivers what its last life injected',
      links: 'a-b',
      trace: '1000 inject a m\n1001 deliver b m\n3000 kill a\n4000 start a\n4100 deliver a m',
      finds: [],
    },
  ]);
});

describe('corrupt, phantom, id reused', () => {
  tryRows([
    {
      name: 'other content',
      links: 'a-b',
      trace: '1000 inject a m\n1001 deliver b m digest x',
      finds: ['corrupt b m'],
    },
    {
      name: 'nobody was asked to inject it',
      links: 'a-b',
      trace: '1001 deliver b m',
      finds: ['phantom b m'],
    },
    {
      name: 'known content under an unknown id',
      links: 'a-b',
      trace: '1000 inject a m\n1001 deliver b m\n1002 deliver b k digest digest-of-m',
      finds: ['phantom b k'],
    },
    {
      name: 'unless its injection went unanswered because its origin was killed',
      links: 'a-b',
      trace: '1000 ask a m\n1001 kill a\n1002 deliver b k digest digest-of-m',
      finds: [],
    },
    {
      name: '`injected` may be reported after others delivered',
      links: 'a-b',
      trace: '1000 ask a m\n1001 deliver b m\n1002 injected a m',
      finds: [],
    },
    {
      name: 'one id for two injections',
      links: 'a-b',
      trace: `1000 inject a m
              1001 deliver b m
              3000 ask a k
              3000 injected a k m`,
      finds: ['id reused a m'],
    },
    {
      name: 'also when the other content arrives under it',
      links: 'a-b',
      trace: `1000 inject a m
              1001 deliver b m
              3000 kill b
              3100 start b
              4000 ask a k
              4000 injected a k m
              4001 deliver b m digest digest-of-k`,
      finds: ['id reused a m'],
    },
  ]);
});

describe('leaked', () => {
  tryRows([
    {
      name: 'over no link at all',
      links: 'a-b c',
      trace: '1000 inject a m\n1001 deliver b m\n1002 deliver c m via a',
      finds: ['leaked? c m'],
    },
    {
      name: 'sooner than the links allow',
      links: 'a-b:100±20',
      trace: '1000 inject a m\n1079 deliver b m',
      finds: ['leaked? b m'],
    },
    {
      name: 'as soon as they allow',
      links: 'a-b:100±20',
      trace: '1000 inject a m\n1080 deliver b m',
      finds: [],
    },
    {
      name: 'within the clock error of that',
      links: 'a-b:100±20',
      trace: '1000 inject a m\n1079 deliver b m ~1',
      finds: [],
    },
    {
      name: 'across a cut',
      links: 'a-b',
      trace: '900 cut a b\n1000 inject a m\n1500 deliver b m',
      finds: ['leaked? b m'],
    },
    {
      name: 'while the cut was not confirmed yet',
      links: 'a-b',
      trace: '1000 cut a b\n1005 inject a m\n1500 deliver b m',
      finds: [],
    },
    {
      name: 'after it was mended',
      links: 'a-b',
      trace: '900 cut a b\n1000 inject a m\n1500 mend a b\n1501 deliver b m',
      finds: [],
    },
    {
      name: 'after it was told to mend, before it was known to be cut',
      links: 'a-b',
      trace: '900 cut a b\n905 mend a b\n1000 inject a m\n1501 deliver b m',
      finds: [],
    },
    {
      name: 'though its relay was offered nothing since the injection',
      links: 'a-b',
      trace: `500 relay a b 3 0
              900 relay a b 4 0
              1000 inject a m
              1001 deliver b m via a
              2000 relay b a 1 0
              3000 relay b a 2 0`,
      finds: ['leaked? b m'],
      says: [/Nothing came through of what a sent on the link to b in that time/],
    },
    {
      name: 'though no relay was ever offered anything, not even by who did not have it',
      links: 'a-b b-c a-c',
      trace: `900 relay a b 0 0
              900 relay c b 0 0
              900 relay b c 0 0
              900 relay a c 0 0
              1000 inject a m
              1001 deliver b m
              1002 deliver c m via a
              2000 relay b a 1 0
              3000 relay b a 2 0`,
      finds: ['leaked? b m', 'leaked? c m'],
      says: [/a and c never sent a datagram on the link to b/],
    },
    {
      name: 'though what came through did so before its sender can have had it',
      links: 'a-b b-c',
      trace: `900 relay a b 0 0
              900 relay b c 0 0
              2000 relay b c 7 0
              3000 relay b c 8 0
              4000 relay b a 1 0
              5000 relay a b 1 0
              5500 inject a m
              6001 deliver c m
              6002 deliver b m
              6100 relay a b 2 0
              7000 relay b a 2 0
              8000 relay b a 3 0`,
      finds: ['leaked? c m'],
    },
    {
      name: 'though conditions dropped all that its relay was offered',
      links: 'a-b',
      trace: `900 relay a b 4 1
              1000 inject a m
              1001 deliver b m
              1500 relay a b 9 6
              2500 relay a b 10 7
              3500 relay b a 1 0`,
      finds: ['leaked? b m'],
    },
    {
      name: 'and one datagram came through',
      links: 'a-b',
      trace: `900 relay a b 4 1
              1000 inject a m
              1001 deliver b m
              1500 relay a b 9 5
              2500 relay a b 10 6
              3500 relay b a 1 0`,
      finds: [],
    },
    {
      name: 'and one may be missing in a count that was read just before',
      links: 'a-b',
      trace: `900 relay a b 4 1
              1000 inject a m
              1001 deliver b m
              1001 relay a b 4 1
              1900 relay b a 1 0
              2000 relay a b 5 1
              3000 relay b a 2 0`,
      finds: [],
    },
    {
      name: 'and nobody has counted since',
      links: 'a-b',
      trace: '900 relay a b 4 1\n1000 inject a m\n1001 deliver b m\n1500 relay b a 1 0',
      finds: [],
    },
    ...['a NAT binding', 'a firewall', 'a downlink'].map((what) => ({
      name: `and only ${what} dropped anything, which may be what was offered before`,
      links: 'a-b',
      trace: `900 relay a b 4 0 ${what.split(' ')[1]!.toLowerCase()}
              1000 inject a m
              1001 deliver b m
              1500 relay a b 5 1 ${what.split(' ')[1]!.toLowerCase()}
              2500 relay b a 1 0
              3500 relay b a 2 0`,
      finds: [],
    })),
    {
      name: 'and an uplink dropped all that was offered meanwhile',
      links: 'a-b',
      trace: `900 relay a b 4 0 uplink
              1000 inject a m
              1001 deliver b m
              1500 relay a b 5 1 uplink
              2500 relay b a 1 0
              3500 relay b a 2 0`,
      finds: ['leaked? b m'],
    },
    {
      name: 'only the first of a chain is named',
      links: 'a-b b-c',
      trace: '900 cut a b\n1000 inject a m\n1500 deliver b m\n1501 deliver c m',
      finds: ['leaked? b m'],
    },
    {
      name: 'through a node that was dead',
      links: 'a-b b-c',
      trace: '500 kill b\n1000 inject a m\n1500 deliver c m',
      finds: ['leaked? c m'],
    },
  ]);
});

describe('leaked, where isolation is asked for', () => {
  tryRows([
    {
      name: 'fails',
      links: 'a-b',
      expect: { isolation: { asked: true } },
      trace: '900 cut a b\n1000 inject a m\n1500 deliver b m',
      finds: ['leaked b m'],
      says: [/No path of open links led from a to b/],
    },
    {
      name: 'over the links',
      links: 'a-b',
      expect: { isolation: { asked: true } },
      trace: '1000 inject a m\n1500 deliver b m',
      finds: [],
      also: (results) => expect(results.get('isolation')?.obligations).toBe(1),
    },
    {
      name: 'nothing was delivered',
      links: 'a b',
      expect: { isolation: { asked: true } },
      trace: '1000 inject a m',
      finds: ['tested nothing?'],
    },
  ]);
});

describe('an answer that the file asks for', () => {
  tryRows([
    {
      name: 'refused, as it must be',
      links: 'a',
      trace: '1000 ask a m to-be refused\n1001 refuse a m',
      finds: [],
    },
    {
      name: 'taken, and to be refused',
      links: 'a-b',
      trace: '1000 ask a m to-be refused\n1001 injected a m\n1002 deliver b m',
      finds: ['not refused a m'],
    },
    {
      name: 'refused, and to be accepted',
      links: 'a',
      trace: '1000 ask a m to-be accepted\n1001 refuse a m',
      finds: ['refused a'],
    },
    { name: 'none', links: 'a', trace: '1000 ask a m to-be refused', finds: ['unanswered a'] },
  ]);
});

describe('a stdout that turned into garbage', () => {
  tryRows([
    {
      name: 'may hold what is missing',
      links: 'a-b',
      trace: '1000 inject a m\n1500 nonsense b #?%',
      finds: ['evidence missing? b', 'evidence missing? b m'],
      says: [/It would count as "lost", but events of b are missing, or may be/],
    },
    {
      name: 'and an answer',
      links: 'a-b',
      trace: '1000 ask b m\n1500 nonsense b #?%',
      finds: ['evidence missing? b', 'evidence missing? b'],
      says: [/It would count as "unanswered"/],
    },
    {
      name: 'and a `ready`',
      links: 'a-b',
      trace: '-100 start-sent b\n-50 nonsense b #?%\n900 silence b ready',
      finds: ['evidence missing? b', 'evidence missing? b'],
      says: [/It would count as "not ready"/],
    },
    {
      name: 'but not where the next event is the next in turn: then none was lost',
      links: 'a-b',
      trace: '1000 inject a m\n1500 nonsense b #?%\n2500 stats b data.received=0',
      finds: ['evidence missing? b', 'lost b m'],
    },
  ]);
});

describe('what others do to a node', () => {
  tryRows([
    {
      name: 'stopped while a message came: nothing was owed to it, or over it, and the run has not passed',
      links: 'a-b b-c',
      trace: `1100 overload b 500 stop from outside
              1600 overload b 500 stop from outside
              1200 inject a m`,
      finds: ['evidence missing? b'],
      says: [/What b owed and was owed in that time is not judged/],
      also: (results) =>
        expect(results.get('conduct')?.findings[0]?.text).toBe(
          'There was a stop from outside of b (start 1) between 0.600 s and 1.600 s, and no step had asked for it.',
        ),
    },
    {
      name: 'and when it runs again it owes again',
      links: 'a-b',
      trace: '1100 overload b 500 stop from outside\n1200 inject a m',
      finds: ['evidence missing? b', 'lost b m'],
    },
    {
      name: 'frozen, and its neighbour reported it down',
      links: 'a-b',
      trace: '100 up a b\n3000 overload b 2000 freeze from outside\n2900 down a b',
      finds: ['evidence missing? b'],
    },
    {
      name: 'taken off the network, and it called its neighbour alive',
      links: 'a-b',
      expect: { keepalive: { asked: true, detectMs: 1000, recoverMs: null, tolerateMs: 500 } },
      trace: '100 up a b\n1000 kill b\n4000 overload a 3200 disconnect from outside',
      finds: ['evidence missing? a'],
      until: 4000,
    },
    {
      name: 'killed for want of memory: what it owed is not held against it, nor against others',
      links: 'a-b b-c',
      trace:
        '500 inject a k\n501 deliver b k\n502 deliver c k\n1000 crash b SIGKILL for-memory\n1200 inject a m',
      finds: ['evidence missing? b'],
      says: [/Consistent with this one/],
    },
    {
      name: 'flooded by more than its neighbours can have sent',
      links: 'a-b',
      trace:
        '900 relay a b 10 0\n1000 inject a m\n1500 kernel b 500\n2500 relay a b 12 0\n3500 relay a b 13 0',
      finds: ['excused? b m'],
      says: [/by 1\.500 s 500 datagrams had found the socket of b full, and no more than 26 can have come/],
    },
    {
      name: 'flooded by its neighbours: that is its own to bear, and is said',
      links: 'a-b',
      trace: '900 relay a b 10 0\n1000 inject a m\n1500 kernel b 500\n2500 relay a b 1012 0',
      finds: ['lost b m'],
      says: [/The kernel dropped 500 datagrams for b in that time, because its socket was full/],
    },
    {
      name: 'flooded, and called its neighbour dead',
      links: 'a-b',
      trace: `100 up a b
              900 relay a b 10 0
              900 relay b a 10 0
              4500 kernel a 500
              5000 down a b`,
      finds: ['excused? a b'],
    },
  ]);
});

describe('a clock that jumps', () => {
  tryRows([
    {
      name: 'is evidence missing, though all went well',
      links: 'a-b',
      trace: '1000 inject a m\n1001 deliver b m\n1500 jump b 5000',
      finds: ['evidence missing? b'],
    },
    {
      name: 'at whichever end a delivery was late',
      links: 'a-b',
      trace: '1000 inject a m\n2500 deliver b m\n2600 jump a 5000',
      finds: ['evidence missing? b m', 'evidence missing? a'],
      says: [/It would count as "late", but the clock of a jumped by 5\.000 s, which was seen at 2\.600 s/],
    },
    {
      name: 'or too soon',
      links: 'a-b:100±20',
      trace: '1000 inject a m\n1079 deliver b m\n1500 jump b 50',
      finds: ['evidence missing? b m', 'evidence missing? b'],
    },
    {
      name: 'elsewhere is nothing to it',
      links: 'a-b c',
      trace: '1000 inject a m\n2500 deliver b m\n2600 jump c 5000',
      finds: ['late b m', 'evidence missing? c'],
    },
  ]);
});

describe('miscounted', () => {
  tryRows([
    {
      name: 'fewer bytes than its relays were sent before',
      links: 'a-b',
      trace: '1000 relay a b 10 0\n2000 stats a bytes.sent=999',
      finds: ['miscounted a'],
    },
    { name: 'as many', links: 'a-b', trace: '1000 relay a b 10 0\n2000 stats a bytes.sent=1000', finds: [] },
    {
      name: 'what the relays were sent later is nothing to it',
      links: 'a-b',
      trace: '1000 relay a b 10 0\n2000 stats a bytes.sent=1000\n2001 relay a b 30 0',
      finds: [],
    },
    {
      name: 'over all of its links',
      links: 'a-b a-c',
      trace: '1000 relay a b 10 0\n1000 relay a c 10 0\n2000 stats a bytes.sent=1999',
      finds: ['miscounted a'],
    },
    {
      name: 'what an earlier life sent is nothing to a later one',
      links: 'a-b',
      trace:
        '1000 relay a b 10 0\n1100 kill a\n1200 start a\n1300 relay a b 11 0\n1900 relay a b 12 0\n2900 relay a b 15 0\n3100 stats a bytes.sent=300',
      finds: [],
    },
    {
      name: 'nor what the first counts that were told after it was ready do not have yet, for they may be older',
      links: 'a-b',
      trace:
        '1000 relay a b 10 0\n1100 stop a\n1200 start a\n1250 relay a b 10 0\n1900 relay a b 15 0\n2100 stats a bytes.sent=100',
      finds: [],
    },
    {
      name: 'and what the later one surely sent counts',
      links: 'a-b',
      trace:
        '1000 relay a b 10 0\n1100 kill a\n1200 start a\n1300 relay a b 11 0\n1900 relay a b 12 0\n2900 relay a b 15 0\n3100 stats a bytes.sent=299',
      finds: ['miscounted a'],
    },
    {
      name: 'fewer deliveries than it has told of',
      links: 'a-b',
      trace: '1000 inject a m\n1001 deliver b m\n2000 stats b delivered=0',
      finds: ['miscounted b'],
    },
    {
      name: 'where its events have holes nobody can tell',
      links: 'a-b',
      trace: '1000 inject a m\n1001 deliver b m\n1500 hole b\n2000 stats b delivered=0',
      finds: ['evidence missing? b'],
    },
  ]);
});

describe('a stranger', () => {
  tryRows([
    {
      name: 'is answered',
      links: 'a-b',
      trace: '2000 attack b 3',
      finds: ['answered a stranger b'],
      says: [/The first answer began with "hello\?"/],
    },
    { name: 'is not', links: 'a-b', trace: '2000 attack b 0', finds: [] },
  ]);
});

describe('too much memory', () => {
  const memory = { asked: true, maxBytes: 128 * 2 ** 20 };
  tryRows([
    {
      name: 'once is enough',
      links: 'a-b',
      expect: { memory },
      trace: '1000 memory a 40\n2000 memory b 129',
      finds: ['too much memory b'],
    },
    {
      name: 'as much as is allowed',
      links: 'a-b',
      expect: { memory },
      trace: '1000 memory a 128',
      finds: [],
    },
    {
      name: 'nobody measured it',
      links: 'a-b',
      expect: { memory },
      trace: '1000 inject a m\n1001 deliver b m',
      finds: ['tested nothing?'],
    },
  ]);
});

describe('unanswered and refused', () => {
  tryRows([
    { name: 'no answer', links: 'a-b', trace: '1000 ask a m', finds: ['unanswered a'] },
    { name: 'not due yet', links: 'a-b', trace: '1000 ask a m', until: 1999, finds: [] },
    {
      name: 'answered on the last moment',
      links: 'a-b',
      trace: '1000 ask a m\n2000 injected a m\n2001 deliver b m',
      finds: [],
    },
    {
      name: 'answered after it',
      links: 'a-b',
      trace: '1000 ask a m\n2001 injected a m\n2002 deliver b m',
      finds: ['unanswered a'],
    },
    {
      name: 'killed before it was due: not done',
      links: 'a-b',
      trace: '1000 ask a m\n1999 kill a',
      finds: ['not done? a'],
    },
    { name: 'overloaded', links: 'a-b', trace: '1000 ask a m\n1900 overload a 600', finds: ['excused? a'] },
    { name: 'refused', links: 'a-b', trace: '1000 ask a m\n1001 refuse a m', finds: ['refused? a'] },
  ]);
});

describe('crashed, silent, incoherent', () => {
  tryRows([
    { name: 'exited and no step asked', links: 'a-b', trace: '3000 crash b 0', finds: ['crashed b'] },
    { name: 'a step had asked', links: 'a-b', trace: '3000 stop b', finds: [] },
    {
      name: 'died before the kill was sent',
      links: 'a-b',
      trace: '2999 crash b 1\n3000 kill-sent b',
      finds: ['crashed b'],
    },
    {
      name: 'exited at once, before it was ready',
      links: 'a-b',
      trace: '100 start-sent b\n150 crash b 127',
      finds: ['crashed b'],
    },
    {
      name: 'killed in its first life, crashed in its second',
      links: 'a-b',
      trace: '1000 kill b\n2000 start b\n3000 crash b 1',
      finds: ['crashed b'],
    },
    {
      name: 'lost sight of: neither it nor its neighbours can be accused of what follows',
      links: 'a-b b-c',
      trace: '1000 inject a m\n1001 deliver b m\n1002 deliver c m\n3000 exit b unknown\n4000 inject a k',
      finds: ['evidence missing? b'],
    },
    {
      name: 'lost sight of after a step had asked it to end',
      links: 'a-b',
      trace: '3000 kill-sent b\n3010 exit b unknown',
      finds: [],
    },
    {
      name: 'never ready, on a machine that was overloaded half of that time',
      links: 'a-b',
      trace: '2900 overload * 500\n3000 silence b ready',
      finds: ['excused? b'],
    },
    {
      name: 'never ready, though the machine was overloaded a little',
      links: 'a-b',
      trace: '2900 overload * 499\n3000 silence b ready',
      finds: ['not ready b'],
    },
    {
      name: 'never ready',
      links: 'a-b',
      trace: '3000 silence b ready',
      finds: ['not ready b'],
      says: [/Does the program speak the node contract/],
    },
    {
      name: 'never ready, and said why: that is quoted, with its line',
      links: 'a-b',
      trace: '1000 start-sent b\n1010 complain b bad-option keepalive is no time\n3000 silence b ready',
      finds: ['not ready b'],
      says: [/It said `error` bad-option: keepalive is no time/],
      also: (results) => {
        const [finding] = results.get('conduct')?.findings ?? [];
        const lines = trace('a-b', '1000 start-sent b\n1010 complain b bad-option x\n3000 silence b ready');
        const line = lines.findIndex((each) => each.type === 'event' && each.event.type === 'error') + 1;
        expect(finding?.evidence).toContain(line);
      },
    },
    {
      name: 'never ready, with more complaints than anybody reads',
      links: 'a-b',
      trace: `1000 start-sent b\n${'1010 complain b odd again\n'.repeat(9)}3000 silence b idle`,
      finds: ['not ready b'],
      says: [
        /odd: again\nIt said `error` odd: again\nIt said `error` odd: again\nIt said `error` 6 more times/,
      ],
    },
    {
      name: 'what it said once it was ready is not why it was not',
      links: 'a-b',
      trace: '1000 complain b odd again\n3000 stop-sent b\n8000 silence b exit',
      finds: ['unanswered b'],
      says: [/^It was killed instead\.$/],
    },
    {
      name: 'exited before it was ready, and said why',
      links: 'a-b',
      trace: '1000 start-sent b\n1010 complain b bad-option no such key\n1020 crash b 1',
      finds: ['crashed b'],
      says: [/It said `error` bad-option: no such key/],
    },
    {
      name: 'ignored `stop`',
      links: 'a-b',
      trace: '3000 stop-sent b\n8000 silence b exit',
      finds: ['unanswered b'],
    },
    {
      name: 'a clock that cannot be followed',
      links: 'a-b',
      trace: '1000 inject a m\n1500 deliver b m ~1001',
      finds: ['evidence missing? b'],
    },
    { name: 'a hole in seq', links: 'a-b', trace: '3000 hole b', finds: ['evidence missing? b'] },
    {
      name: 'no event on stdout',
      links: 'a-b',
      trace: '3000 nonsense b hello there',
      finds: ['evidence missing? b'],
    },
  ]);
});

describe('traffic and latency', () => {
  const traffic = { traffic: { asked: true, copies: 2 } };
  const latency = { latency: { asked: true, p50Ms: 10, maxMs: 100 } };
  const three = '1000 inject a m\n1010 deliver b m\n1100 deliver c m';
  tryRows([
    {
      name: 'as many copies as allowed',
      links: 'a-b b-c c-a',
      expect: traffic,
      trace: `${three}\n5000 stats b data.received=2\n5000 stats c data.received=2\n5000 stats a data.received=0`,
      finds: [],
      also: (results) => expect(results.get('traffic')?.figures).toEqual({ 'copies per delivery': 2 }),
    },
    {
      name: 'one more',
      links: 'a-b b-c c-a',
      expect: traffic,
      trace: `${three}\n5000 stats b data.received=2\n5000 stats c data.received=2\n5000 stats a data.received=1`,
      finds: ['too many copies'],
      says: [/\w got most: \d for \d deliver(y|ies); its neighbours are \w and \w\./],
    },
    {
      name: 'one more, while the message was long on its way',
      links: 'a-b b-c c-a',
      expect: traffic,
      trace: `1050 overload * 250\n${three}\n5000 stats b data.received=5`,
      finds: ['excused?'],
      says: [/it would count as "too many copies" otherwise/],
    },
    {
      name: 'more than every neighbour could have sent again',
      links: 'a-b b-c c-a',
      expect: traffic,
      trace: `1050 overload * 250\n${three}\n5000 stats b data.received=9`,
      finds: ['too many copies'],
    },
    {
      name: 'one more, and overload when no message was on its way',
      links: 'a-b b-c c-a',
      expect: traffic,
      trace: `${three}\n4000 overload * 250\n5000 stats b data.received=5`,
      finds: ['too many copies'],
    },
    {
      name: 'one more, and too little overload to explain it',
      links: 'a-b b-c c-a',
      expect: traffic,
      trace: `1050 overload * 150\n${three}\n5000 stats b data.received=5`,
      finds: ['too many copies'],
    },
    {
      name: 'no counters, nothing tested',
      links: 'a-b b-c',
      expect: traffic,
      trace: three,
      finds: ['tested nothing?'],
    },
    { name: 'quick enough', links: 'a-b b-c', expect: latency, trace: three, finds: [] },
    {
      name: 'a median too slow',
      links: 'a-b b-c',
      expect: latency,
      trace: '1000 inject a m\n1011 deliver b m\n1012 deliver c m',
      finds: ['too slow'],
    },
    {
      name: 'one of ten too slow for 95 of 100, and not for 90',
      links: 'a-b a-c a-d a-e a-f a-g a-h a-i a-j a-k',
      expect: { latency: { asked: true, p90Ms: 10, p95Ms: 10 } },
      trace: `1000 inject a m
              ${[...'bcdefghij'].map((name) => `1005 deliver ${name} m`).join('\n')}
              1011 deliver k m`,
      finds: ['too slow'],
      also: (results) =>
        expect(results.get('latency')?.findings[0]?.text).toMatch(/^The p95 .* was 11\.0 ms or more; 10 ms/),
    },
    {
      name: 'within the clock error',
      links: 'a-b b-c',
      expect: latency,
      trace: '1000 inject a m ~1\n1011 deliver b m\n1012 deliver c m',
      finds: [],
    },
    {
      name: 'a maximum too slow',
      links: 'a-b b-c',
      expect: latency,
      trace: '1000 inject a m\n1001 deliver b m\n1101 deliver c m',
      finds: ['too slow'],
    },
    {
      name: 'what had to wait for a mended link was not slow',
      links: 'a-b b-c',
      expect: latency,
      trace: '500 cut b c\n1000 inject a m\n1001 deliver b m\n5000 mend b c\n5100 deliver c m',
      finds: [],
    },
    {
      name: 'nothing delivered',
      links: 'a b',
      expect: latency,
      trace: '1000 inject a m',
      finds: ['tested nothing?'],
    },
  ]);
});

describe('the defaults', () => {
  tryRows([
    {
      name: 'a run in which all went well',
      links: 'a-b',
      expect: EXPECT,
      trace: '100 up a b\n100 up b a\n1000 inject a m\n1001 deliver b m',
      finds: [],
    },
  ]);
});
