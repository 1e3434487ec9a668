/**
 * Why something was lost or late: where copies ended on the whole way, what was dropped there, what had changed on it
 * shortly before, and in which life of a node. Cases of `test/cases/` are run as they stand, simulated.
 */

import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../harness/check/explain/finding.ts';
import { historyFromJournal, judge } from '../../../harness/check/judge.ts';
import type { Expect } from '../../../harness/topology/model/types.ts';
import { findingsOfCase } from '../../cases/findings.ts';
import { tryRows } from './table.ts';
import { EXPECT, trace } from './trace.ts';

const eventual = { delivery: { asked: false, withinMs: 1000, to: 'eventual' as const } };

function findingsOf(links: string, text: string, expectation: Partial<Expect> = {}) {
  const wanted = { ...EXPECT, ...expectation };
  const records = trace(links, text, wanted);
  const findings = judge(historyFromJournal(records), wanted, 60_000).flatMap((result) => result.findings);
  const shown = (finding: Finding) => finding.evidence.map((line) => records[line - 1]!);
  return { findings, shown };
}

describe('a node that is not where it was told to be', () => {
  tryRows([
    {
      name: 'sends from another socket, and nobody is accused of dropping it',
      links: 'a-b b-c',
      trace: '900 stranger a b 4\n1000 inject a m\n2500 stranger a b 7',
      finds: ['lost b m', 'lost c m'],
      says: [
        /^3 datagrams for b came to the relay from 10\.0\.0\.9:7 \(the first of them\), which is not the address that a was told to listen on/,
      ],
    },
    {
      name: 'sent some before that, which are nothing to it',
      links: 'a-b',
      trace: '900 stranger a b 4\n1000 inject a m',
      finds: ['lost b m'],
      says: [/a not sending it on, or b dropping it/],
    },
    {
      name: 'never sends anything to the address that it was given',
      links: 'a-b b-c',
      trace: `900 relay a b 0 0
              900 relay b c 3 0
              1000 inject a m
              2500 relay b c 5 0`,
      finds: ['lost b m', 'lost c m'],
      says: [
        /^Not one datagram came in the whole run to the address that a had been given for b: consistent with a program/,
      ],
    },
    {
      name: 'and is called dead',
      links: 'a-b',
      trace: '100 up a b\n4500 stranger b a 7\n5000 down a b',
      finds: ['false death a b'],
      says: [/7 datagrams for a came to the relay from 10\.0\.0\.9:7/],
    },
    {
      name: 'and is never met',
      links: 'a-b',
      expect: { keepalive: { asked: true, detectMs: null, recoverMs: 1000, tolerateMs: 1000 } },
      trace: '100 up b a\n500 stranger b a 7',
      finds: ['missed return a b'],
      says: [/7 datagrams for a came to the relay from 10\.0\.0\.9:7/],
    },
  ]);
});

describe('where copies ended on the whole way', () => {
  it('nat-in-the-middle: everybody behind the gone NAT binding gets it as a cause, and no neighbour is accused', async () => {
    const findings = await findingsOfCase('nat-in-the-middle');
    expect(findings.map(({ word, node }) => `${word} ${node}`)).toEqual(['lost alice', 'lost pi']);
    for (const { cause } of findings) {
      expect(cause.join(' ')).toMatch(
        /from server to alice in that time, \d+ found alice's NAT binding gone/,
      );
      expect(cause.join(' ')).not.toMatch(/consistent with/);
    }
    expect(findings[1]?.cause[0]).toMatch(/^On the path server → alice → pi it stopped after server: of /);
  });

  tryRows([
    {
      name: 'all that are behind a lossy link, however far away',
      links: 'a-b b-c c-d',
      trace: '1000 inject a m\n900 relay a b 4 0\n2500 relay a b 9 3',
      finds: ['lost b m', 'lost c m', 'lost d m'],
      says: [
        /Of 5 datagrams from a to b in that time, 3 were lost by its `loss`/,
        /On the path a → b → c it stopped after a: of 5 datagrams from a to b/,
        /On the path a → b → c → d it stopped after a: of 5 datagrams from a to b/,
      ],
    },
    {
      name: 'on other ways than the one by which it was owed, too',
      links: 'a-b b-d a-c c-e e-d',
      trace: `1000 inject a m
              1001 deliver c m
              900 relay c e 4 0 burst
              2500 relay c e 9 2 burst`,
      finds: ['lost b m', 'lost d m', 'lost e m'],
      says: [
        /On another path to d it stopped after c: of 5 datagrams from c to e in that time, 2 were lost in bursts/,
      ],
    },
    {
      name: 'what was dropped between those who never had it is nothing to it',
      links: 'a-b b-c',
      trace: '1000 inject a m\n900 relay b c 4 0\n2500 relay b c 9 3',
      finds: ['lost b m', 'lost c m'],
      says: [
        /On the path a → b → c it stopped after a: consistent with a not sending it on, or b dropping it/,
      ],
    },
    {
      name: 'nor what was dropped before its sender had it',
      links: 'a-b b-c',
      trace: `1000 inject a m
              1800 deliver b m
              900 relay b c 4 0
              1700 relay b c 8 3
              2500 relay b c 9 3`,
      finds: ['lost c m'],
      says: [/^b had it and an open link to c: consistent with b not sending it on, or c dropping it\.$/m],
    },
    {
      name: 'a closed way explains nothing to whom another was open',
      links: 'a-b a-c c-b',
      trace: `900 cut a b
              1000 inject a m
              1001 deliver c m
              800 relay a b 4 0 cut
              2500 relay a b 9 5 cut`,
      finds: ['lost b m'],
      says: [
        /Of all 5 datagrams from a to b in that time, 5 found the link cut/,
        /^c had it and an open link to b/m,
      ],
    },
    {
      name: 'unlucky are all who are behind links that dropped everything',
      links: 'a-b b-c',
      trace: '1000 inject a m\n900 relay a b 4 0\n2100 relay a b 9 5',
      finds: ['unlucky? b m', 'unlucky? c m'],
      says: [/It came no nearer to c than a: the conditions of the links dropped all of 5 datagrams/],
    },
    {
      name: 'but not where another way there dropped nothing',
      links: 'a-b b-c a-d d-c',
      trace: '1000 inject a m\n900 relay a b 4 0\n2100 relay a b 9 5\n900 relay a d 4 0\n2100 relay a d 9 0',
      finds: ['lost b m', 'lost d m', 'lost c m'],
    },
    {
      name: 'who had it in a life that is over has it no more',
      links: 'a-b b-c',
      expect: eventual,
      trace: `500 cut b c
              1000 inject a m
              1001 deliver b m
              3000 kill b
              4000 start b
              5000 mend b c`,
      finds: ['lost b m', 'lost c m'],
      says: [/On the path a → b → c it stopped after a: /],
    },
  ]);

  it('looks only so far in a large mesh, and then at the path by which it was owed', () => {
    const links = Array.from({ length: 400 }, (_, i) => `n${i}-n${i + 1}`).join(' ');
    const { findings } = findingsOf(links, '1000 inject n0 m\n900 relay n0 n1 4 0\n2500 relay n0 n1 9 3');
    expect(findings).toHaveLength(400);
    for (const { cause } of findings) expect(cause[0]).toMatch(/f 5 datagrams from n0 to n1 in that time/);
  });
});

describe('late', () => {
  it('mtu-makes-late: what dropped the copies, and the steps that changed that', async () => {
    const [late, ...others] = await findingsOfCase('mtu-makes-late');
    expect(others).toEqual([]);
    expect(late?.word).toBe('late');
    expect(late?.cause[0]).toMatch(
      /^Of \d+ datagrams from n1 to n2 in that time, \d+ were larger than its `mtu`\.$/,
    );
    expect(late?.cause[1]).toMatch(
      /^Shortly before, at \S+ s, a step changed the path: link n1–n2: now mtu 500B\.$/,
    );
    expect(late?.cause[2]).toMatch(
      /^At \S+ s, \S+ s before it came, a step changed the path: link n1–n2: now no conditions\.$/,
    );
  });

  tryRows([
    {
      name: 'those who are behind it are reported as well',
      links: 'a-b b-c',
      trace: `1000 inject a m
              900 relay a b 4 0 burst
              2500 relay a b 9 3 burst
              2600 deliver b m
              2601 deliver c m`,
      finds: ['late b m', 'late c m'],
      says: [
        /^Of 5 datagrams from a to b/m,
        /On the path a → b → c it stopped after a: of 5 datagrams from a to b/,
      ],
    },
    {
      name: 'who had it in time and sent it on too late',
      links: 'a-b b-c',
      trace: `1000 inject a m
              1001 deliver b m
              2500 deliver c m via b`,
      finds: ['late c m'],
      says: [
        /By 2.000 s b had it and an open link to c: consistent with b sending it on too late/,
        /it came from b/,
      ],
    },
    {
      name: 'or somebody on the way had',
      links: 'a-b b-c',
      trace: `1000 inject a m
              2300 deliver b m
              2500 deliver c m`,
      finds: ['late b m', 'late c m'],
      says: [
        /On the path a → b → c it had come no farther than a by 2.000 s: consistent with a sending it on too late/,
      ],
    },
  ]);
});

describe('what had changed on the way', () => {
  const changed = (text: string) =>
    findingsOf('a-b b-c', `${text}\n1000 inject a m\n1001 deliver b m`).findings.flatMap(
      ({ cause }) => cause,
    );

  it('names a step that closed and opened it, and when', () => {
    expect(changed('500 did mend b c')).toContainEqual(
      'Shortly before, at 0.500 s, a step changed the path: mend b → c.',
    );
    expect(changed('1500 did mend b c')).toContainEqual('At 1.500 s, a step changed the path: mend b → c.');
  });

  it('not one elsewhere, long before, or afterwards', () => {
    for (const text of ['500 did mend b a', '-4500 did mend b c', '2500 did mend b c'])
      expect(changed(text).join()).not.toContain('a step changed');
  });
});

describe('a later life', () => {
  const restarted = `1000 inject a m
                     1001 deliver b m
                     3000 kill b
                     4000 start b`;

  it('restarted-node-lost: the finding speaks of the life, and shows its end and its start', async () => {
    const [lost, ...others] = await findingsOfCase('restarted-node-lost');
    expect(others).toEqual([]);
    expect(lost?.text).toMatch(/^n3, started again at \S+ s with empty memory, never got n1-1-1: /);
    expect(lost?.text).toMatch(/ It had it at \S+ s, before it was killed at \S+ s\. /);
  });

  it('shows the delivery in the life before, the kill, and the start', () => {
    const { findings, shown } = findingsOf('a-b', restarted, eventual);
    expect(findings[0]?.text).toContain('It had it at 1.001 s, before it was killed at 3.000 s.');
    expect(shown(findings[0]!)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ type: 'event', node: 'b', boot: 1, at: 1001 }),
        expect.objectContaining({ type: 'fault', fault: 'kill', phase: 'sent', node: 'b' }),
        expect.objectContaining({ type: 'start', phase: 'sent', node: 'b', boot: 2 }),
      ]),
    );
  });

  it('that began before the message did is not said to have forgotten it', () => {
    const { findings } = findingsOf('a-b', '100 stop b\n200 start b\n1000 inject a m');
    expect(findings[0]?.text).toMatch(/^b, started again at 0\.200 s, never got m: .* by 2\.000 s\. Of its/);
  });

  it('that comes late, and after a crash, is spoken of in the same way', () => {
    const crashed = restarted.replace('kill', 'crash');
    const { findings } = findingsOf('a-b', `${crashed}\n5500 deliver b m`, eventual);
    expect(findings.map(({ word }) => word)).toEqual(['late', 'crashed']);
    expect(findings[0]?.text).toMatch(
      /^b, started again at 4\.000 s with empty memory, got m at 5\.500 s, .* It had it at 1\.001 s, before it exited at 3\.000 s\.$/,
    );
  });

  it('so do findings about what it does twice, and about what it says of neighbours', () => {
    const again = { duplicates: { asked: false } };
    const twice = findingsOf('a-b', `${restarted}\n4100 deliver b m\n4200 deliver b m`, again);
    const duplicate = twice.findings.find(({ word }) => word === 'duplicate')!;
    expect(duplicate.text).toMatch(/^b, started again at 4\.000 s, delivered m again at 4\.200 s/);
    expect(twice.shown(duplicate).map(({ type }) => type)).toEqual(['fault', 'start', 'event', 'event']);
    const { findings } = findingsOf('a-b', '100 kill a\n200 start a\n300 up a b\n300 up b a\n5000 down a b');
    expect(findings.find(({ word }) => word === 'false death')?.text).toMatch(
      /^a, started again at 0\.200 s, reported b/,
    );
  });

  it('a first life is spoken of by its name alone', () => {
    const { findings } = findingsOf('a-b', '1000 inject a m');
    expect(findings[0]?.text).toMatch(/^b never got m: /);
  });
});

describe('figures', () => {
  const latency = { latency: { asked: true, p50Ms: 10 } };
  const slow = `900 relay b c 4 0
                1000 inject a m
                1005 deliver b m via a
                1400 deliver c m via b
                1410 deliver d m via c
                2500 relay b c 9 3`;

  it('too slow: the slowest deliveries, their links, and what was dropped on the slowest of them', () => {
    const { findings, shown } = findingsOf('a-b b-c c-d', slow, latency);
    const [tooSlow] = findings;
    expect(tooSlow?.word).toBe('too slow');
    expect(tooSlow?.cause.slice(1)).toEqual([
      'd got m 410.0 ms after its injection by a → b → c → d (3 links), 395.0 ms of it from b to c: of 5 datagrams from b to c in that time, 3 were lost by its `loss`.',
      'c got m 400.0 ms after its injection by a → b → c (2 links), 395.0 ms of it from b to c: of 5 datagrams from b to c in that time, 3 were lost by its `loss`.',
      'b got m 5.0 ms after its injection by a → b (1 link), 5.0 ms of it from a to b, where no conditions delay it.',
    ]);
    expect(shown(tooSlow!)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ type: 'event', node: 'd', at: 1410 }),
        expect.objectContaining({ type: 'relay', from: 'b', to: 'c', at: 2500 }),
      ]),
    );
  });

  it('too slow: what conditions delay by themselves, and a step that changed the way', () => {
    const { findings } = findingsOf(
      'a-b:30±5',
      '900 relay a b 4 0\n950 did mend a b\n1000 inject a m\n1034 deliver b m via a\n2500 relay a b 9 0',
      latency,
    );
    expect(findings[0]?.cause[1]).toMatch(
      /from a to b, where conditions delay it by 35\.0 ms at most and nothing was dropped\.$/,
    );
    expect(findings[0]?.cause[2]).toBe('Shortly before, at 0.950 s, a step changed the path: mend a → b.');
  });

  it('too slow: of nodes that do not say from whom they got it, only how long it took', () => {
    const { findings } = findingsOf('a-b', '1000 inject a m\n1034 deliver b m', latency);
    expect(findings[0]?.cause[1]).toBe(
      'b got m 34.0 ms after its injection; by which links it does not say.',
    );
  });

  it('too many copies: the slowest deliveries, which are asked for again', () => {
    const { findings } = findingsOf('a-b b-c c-d', `${slow}\n5000 stats d data.received=9`, {
      traffic: { asked: true, copies: 2 },
    });
    expect(findings[0]?.word).toBe('too many copies');
    expect(findings[0]?.cause.join('\n')).toMatch(
      /^d got m 410\.0 ms after .* 395\.0 ms of it from b to c: of 5 datagrams/m,
    );
  });
});
