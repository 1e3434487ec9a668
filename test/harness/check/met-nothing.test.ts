/**
 * Faults that met nothing, and checks of which faults took all that they would have judged: notes, never verdicts.
 */

import { describe, expect, it } from 'vitest';
import { judgeRecords } from '../../../harness/report/outcome.ts';
import { reportText } from '../../../harness/report/text.ts';
import { SimRuntime } from '../../../harness/runtime/sim/runtime.ts';
import { runTopology } from '../../../harness/scenario/run.ts';
import { loadTopology } from '../../../harness/topology/load.ts';
import type { Expect } from '../../../harness/topology/model/types.ts';
import { EXPECT, trace } from './trace.ts';

const eventual = { delivery: { asked: false, withinMs: 1000, to: 'eventual' as const } };
const keepalive = { keepalive: { asked: true, detectMs: 1000, recoverMs: 1000, tolerateMs: 1000 } };

function resultOfTrace(links: string, text: string, expectation: Partial<Expect> = {}) {
  return judgeRecords(trace(links, `${text}\n30000 end`, { ...EXPECT, ...expectation }));
}

/** The first words of each note. */
function notesOn(links: string, text: string, expectation: Partial<Expect> = {}): string[] {
  const { notes = [] } = resultOfTrace(links, text, expectation);
  return notes.map((note) => note.text.split(':')[0]!);
}

const CUT = '4000 did cut a b\n4000 cut a b\n4000 cut b a\n4500 mend a b\n4500 mend b a';
const DELIVERED = '1000 inject a m\n1001 deliver b m';

describe('a fault that met nothing', () => {
  it('fault-meets-nothing: passed, and a note that the partition at 4 s met nothing', async () => {
    const topology = await loadTopology('test/cases/fault-meets-nothing.yaml', { seed: 1 });
    const result = await runTopology(topology, { runtime: new SimRuntime() });
    expect(result.verdict).toBe('passed');
    expect(result.notes?.map(({ text }) => text)).toEqual([
      'The partition at 4.000 s met nothing: no message was owed across it, and no keepalive was judged, while it lasted (until 4.500 s).',
    ]);
    expect(reportText(result)).toContain('note: The partition at 4.000 s met nothing');
  });

  it.each([
    ['a cut while everybody has everything', 'a-b', `${DELIVERED}\n${CUT}`],
    ['a cut before the first message', 'a-b', `${CUT}\n6000 inject a m\n6001 deliver b m`],
    [
      'a cut of the way that a message has not to take',
      'a-b',
      `4000 inject a m
       4001 deliver b m
       3900 did cut b a
       3900 cut b a
       4500 mend b a`,
    ],
    [
      'a partition of those who have everything',
      'a-b b-c',
      `${DELIVERED}
       1002 deliver c m
       4000 did partition a,b|c
       4000 cut b c
       4000 cut c b`,
    ],
    ['a kill after all is done', 'a-b', `${DELIVERED}\n9000 did kill b\n9000 kill b`],
    ['a pause between messages', 'a-b', `${DELIVERED}\n4000 did pause b\n4000 pause b\n4500 resume b`],
  ])('is %s', (_what, links, text) => {
    expect(notesOn(links, text)).toHaveLength(1);
    expect(notesOn(links, text, eventual)).toHaveLength(1);
  });

  it('says which step it was, and shows its line', () => {
    const { notes = [], verdict } = resultOfTrace('a-b', `${DELIVERED}\n9000 did kill b\n9000 kill b`);
    expect(verdict).toBe('passed');
    expect(notes).toEqual([
      {
        atMs: 9000,
        text: 'The kill of b at 9.000 s met nothing: no message was held back by it, and no keepalive was judged, while it lasted (to the end).',
        evidence: [expect.any(Number)],
      },
    ]);
  });

  it('may be an old message that is owed to nobody any more', () => {
    const late = `1000 inject a m\n3000 start c\n4000 did cut a c\n4000 cut a c\n4000 cut c a`;
    expect(notesOn('a-c', late)).toEqual(['The cut of a→c at 4.000 s met nothing']);
    expect(notesOn('a-c', late, eventual)).toEqual([]);
  });
});

describe('a fault met something where', () => {
  it.each([
    ['a message is injected while it lasts', 'a-b', `${CUT}\n4200 inject a m`, EXPECT],
    [
      'a message is injected before it, and comes after it',
      'a-b',
      `3900 inject a m\n4600 deliver b m\n${CUT}`,
      EXPECT,
    ],
    [
      'a message came by another way meanwhile',
      'a-b a-c c-b',
      `4200 inject a m
       4201 deliver c m
       4202 deliver b m
       ${CUT}`,
      EXPECT,
    ],
    [
      'the clocks do not tell whether it came before',
      'a-b',
      `3900 inject a m\n3990 deliver b m ~20\n${CUT}`,
      EXPECT,
    ],
    [
      'a message is owed to a node that was killed',
      'a-b',
      `1000 did kill b\n1000 kill b\n5000 inject a m`,
      EXPECT,
    ],
    [
      'a killed node comes back, and is owed what it had',
      'a-b',
      `${DELIVERED}\n4000 did kill b\n4000 kill b\n5000 start b\n5100 deliver b m`,
      { ...EXPECT, ...eventual },
    ],
    [
      'a killed node would have sent on what it held',
      'a-b b-c',
      `${DELIVERED}\n1001 did kill b\n1001 kill b`,
      EXPECT,
    ],
    ['a neighbour is called dead', 'a-b', `${DELIVERED}\n500 up a b\n${CUT}\n4900 down a b`, EXPECT],
    [
      'a neighbour had to be called dead, and was not',
      'a-b',
      `500 up a b\n4000 did cut b a\n4000 cut b a\n6000 mend b a`,
      { ...EXPECT, ...keepalive },
    ],
    [
      'a neighbour must not be called dead over it',
      'a-b',
      `500 up a b\n${DELIVERED}\n${CUT}`,
      { ...EXPECT, keepalive: { ...keepalive.keepalive, tolerateMs: 200 } },
    ],
    [
      'somebody far is called dead, where nodes tell of all',
      'a-b b-c',
      `500 up a c\n${DELIVERED}\n1001 deliver c m\n${CUT}\n4900 down a c`,
      { ...EXPECT, keepalive: { ...keepalive.keepalive, of: 'all' as const } },
    ],
    ['an injection could not be done', 'a-b', `${CUT}\n4200 not-done a`, EXPECT],
    ['events are missing that may tell of it', 'a-b', `${DELIVERED}\n${CUT}\n5000 hole b`, EXPECT],
  ])('%s', (_what, links, text, expectation) => {
    expect(notesOn(links, text, expectation)).toEqual([]);
  });

  it('but not where it was too short for a keepalive to be judged', () => {
    const text = `500 up a b\n500 up b a\n${DELIVERED}\n${CUT}`;
    expect(notesOn('a-b', text, keepalive)).toEqual(['The cut of a→b at 4.000 s met nothing']);
  });

  it('a run that was not decided is not known to have met nothing', () => {
    const records = trace('a-b', `${DELIVERED}\n${CUT}`);
    expect(judgeRecords(records).notes).toBeUndefined();
  });
});

describe('a check of which faults took all that it would have judged', () => {
  const noteOf = (check: string, text: string, expectation: Partial<Expect> = {}) =>
    resultOfTrace('a-b', text, expectation)
      .checks.find((each) => each.check === check)
      ?.notes?.filter((note) => note.includes('judged nothing'));
  const killed = '1000 inject a m\n1001 deliver b m\n1500 did kill b\n1500 kill b';

  it('says so, and which', () => {
    expect(noteOf('delivery', killed)).toEqual([
      '`delivery` judged nothing, because faults took all that it would have judged: the kill of b at 1.500 s.',
    ]);
  });

  it('says so beside `tested nothing` where it was asked for', () => {
    const asked = { delivery: { asked: true, withinMs: 1000, to: 'present' as const } };
    const result = resultOfTrace('a-b', killed, asked);
    expect(result.verdict).toBe('inconclusive');
    expect(noteOf('delivery', killed, asked)).toHaveLength(1);
  });

  it('keepalive: no two neighbours were left alone for as long as `tolerate`', () => {
    const cuts = [0, 6, 12, 18, 24].map((s) => `${s}500 did cut a b\n${s}500 cut a b\n${s}510 mend a b`);
    const patient = { keepalive: { ...keepalive.keepalive, asked: false, detectMs: null, recoverMs: null } };
    const long = { keepalive: { ...patient.keepalive, tolerateMs: 10_000 } };
    const [note] = noteOf('keepalive', cuts.join('\n'), long) ?? [];
    expect(note).toMatch(/the cut of a→b at 0\.500 s, .*, 2 more\.$/);
    expect(noteOf('keepalive', cuts.join('\n'), patient)).toBeUndefined();
  });

  it('traffic: who delivered anything was killed, with all that it had counted', () => {
    const traffic = { traffic: { asked: true, copies: 3 } };
    expect(noteOf('traffic', killed, traffic)).toHaveLength(1);
  });

  it('says nothing where there was nothing to take', () => {
    expect(noteOf('delivery', '1000 did kill b\n1000 kill b')).toEqual([]);
  });
});
