import { describe, expect, it } from 'vitest';
import { doubtsInWords, type Life } from '../../../harness/adapt/doubts.ts';
import { LineTally } from '../../../harness/adapt/trial/line-tally.ts';
import type { ProgramLine } from '../../../harness/adapt/trial/types.ts';

function line(text: string, more: Partial<ProgramLine> = {}): ProgramLine {
  return {
    node: 'n1',
    boot: 1,
    atMs: 100,
    source: 'stdout',
    text,
    isCut: false,
    saysReady: false,
    events: [],
    ...more,
  };
}

const delivered = (groups: Record<string, string>, became = 'event') =>
  ({ event: 'delivered', groups, isOwnReported: false, became }) as ProgramLine['events'][number];

function life(more: Partial<Life> = {}): Life {
  return {
    node: 'n1',
    boot: 1,
    runsFromMs: 0,
    askedToEndMs: 5_000,
    endedMs: 5_020,
    code: 0,
    isUnheard: false,
    notes: [],
    ...more,
  };
}

function tallied(...lines: ProgramLine[]): LineTally {
  const tally = new LineTally();
  tally.putIn('0.0', 'n1', 'hello');
  for (const each of lines) tally.add(each);
  return tally;
}

describe('a program raises no doubt', () => {
  it('that writes as it goes, reports what was put in, and ends when it is asked to', () => {
    const tally = tallied(
      line('up', { saysReady: true }),
      line('got', { node: 'n2', events: [delivered({ message: '0.0', data: 'hello' })] }),
      line('own', { events: [delivered({ message: '0.0' }, 'its own')] }),
    );
    expect(doubtsInWords(tally, [life(), life({ node: 'n2' })])).toEqual([]);
  });

  it('that has written nothing in a life too short to say', () => {
    expect(doubtsInWords(tallied(), [life({ askedToEndMs: 900, endedMs: 910 })])).toEqual([]);
  });
});

describe('it is doubted', () => {
  it.each([
    [
      'all that it wrote came at its end',
      [line('a', { atMs: 5_010 }), line('b', { atMs: 5_010 })],
      /2 lines.*stdbuf -oL/,
    ],
    ['it wrote nothing', [], /wrote nothing at all.*stdbuf -oL/],
  ])('whether it buffers: %s', (_, lines, says) => {
    expect(doubtsInWords(tallied(...lines), [life()])).toEqual([expect.stringMatching(says)]);
  });

  it('whether it goes into the background, where it ends by itself with 0', () => {
    const said = doubtsInWords(tallied(line('up')), [life({ askedToEndMs: null, endedMs: 120 })]);
    expect(said).toEqual([expect.stringMatching(/code 0.*have it stay in the foreground/)]);
  });

  it('with what the harness has noted of it', () => {
    const notes = ['2 processes outside its group ended with it', 'peer-up of x, which is no node'];
    expect(doubtsInWords(tallied(line('up')), [life({ notes })])).toEqual([`n1: ${notes[0]}.`]);
  });

  it('which line means that it is ready, where several do', () => {
    const tally = tallied(line('up', { saysReady: true }), line('up again', { saysReady: true }));
    expect(doubtsInWords(tally, [])).toEqual([expect.stringMatching(/^2 lines of n1 matched `ready`/)]);
  });

  it('whether an expression that matches every line is meant so', () => {
    const events = [{ ...delivered({ node: 'n2' }), event: 'peer-up' as const }];
    const four = Array.from({ length: 4 }, (_, i) => line(`${i}`, { events }));
    expect(doubtsInWords(tallied(...four), [])).toEqual([]);
    const says = [expect.stringMatching(/^`peer-up` matched every line of stdout, 5 of them/)];
    expect(doubtsInWords(tallied(...four, line('5', { events })), [])).toEqual(says);
    expect(doubtsInWords(tallied(...four, line('5', { events }), line('other')), [])).toEqual([]);
  });

  it.each([
    ['a message that nobody put in', 'n2', delivered({ message: 'x' }), /`x`, which nobody put in.*\{ref\}/],
    ['its own message', 'n1', delivered({ message: '0.0' }), /own: reported/],
    ['other content', 'n2', delivered({ message: '0.0', data: 'hell' }), /`hell`.*the group `data`/],
    ['a part of its own', 'n1', delivered({ message: '0.0', data: 'hell' }), /own: reported/],
    ['no message', 'n2', delivered({}, 'of nobody'), /counts for nothing/],
  ])('where it reports %s', (_, node, event, says) => {
    expect(doubtsInWords(tallied(line('got', { node, events: [event] })), [])).toContainEqual(
      expect.stringMatching(says),
    );
  });

  it('where its lines are too long, or too many', () => {
    const said = doubtsInWords(tallied(line('x', { isCut: true })), [life({ isUnheard: true })]);
    expect(said).toEqual([
      expect.stringMatching(/more than can be read/),
      expect.stringMatching(/not whole/),
    ]);
  });
});

it('what means nothing is counted, with three samples that differ', () => {
  const { unmatched } = tallied(
    ...['a', 'a', 'b', 'c', 'd'].map((text) => line(text)),
    line('e', { saysReady: true }),
  );
  expect(unmatched).toMatchObject({ count: 5, samples: [{ text: 'a' }, { text: 'b' }, { text: 'c' }] });
});
