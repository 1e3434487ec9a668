import { describe, expect, it } from 'vitest';
import { adaptNewsText, adaptText } from '../../../harness/adapt/report.ts';
import type { AdaptResult, ProgramLine } from '../../../harness/adapt/trial/types.ts';
import { isCovered } from '../../../harness/adapt/trial/types.ts';

const event = { event: 'delivered', isOwnReported: false, became: 'event' } as const;

function shown(text: string, more: Partial<ProgramLine> = {}, widthCharacters?: number): string {
  const line: ProgramLine = {
    node: 'n2',
    boot: 1,
    atMs: 0,
    source: 'stdout',
    text,
    isCut: false,
    saysReady: false,
    events: [],
    ...more,
  };
  const paint = (style: string, painted: string) => (style === 'dim' ? `(${painted})` : painted);
  return adaptNewsText(
    { type: 'line', line },
    { paint, ...(widthCharacters === undefined ? {} : { widthCharacters }) },
  );
}

describe('a line', () => {
  it('stands with what it meant', () => {
    const events = [{ ...event, groups: { message: 'r1', data: 'hello' } }];
    expect(shown('Received: r1 hello', { events })).toMatch(
      /^n2 stdout {2}Received: r1 hello +→ delivered message=r1 data=hello\n$/,
    );
    expect(shown('up', { saysReady: true })).toMatch(/up +→ ready\n$/);
  });

  it('that counts for nothing says so', () => {
    const events = [
      { ...event, event: 'peer-up' as const, groups: { node: 'x' }, became: 'of nobody' as const },
    ];
    expect(shown('up: x', { events })).toContain('→ peer-up node=x (of nobody)');
  });

  it('that means nothing is dim, and holds nothing that a terminal obeys', () => {
    expect(shown('\u001b[2Jgone')).toBe('(n2 stdout  \\x1b[2Jgone)\n');
  });

  it.each([24, 40, 60])('fits into %i characters', (width) => {
    const events = [
      { ...event, groups: { message: 'r1', data: 'many words of a message '.repeat(4).trim() } },
    ];
    const lines = shown('Received: '.repeat(30), { events }, width).trimEnd().split('\n');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    expect(lines.length).toBeGreaterThan(1);
  });
});

function result(more: Partial<AdaptResult> = {}): AdaptResult {
  return {
    program: 'agent',
    runtime: 'process',
    nodes: ['n1', 'n2'],
    parts: [
      { part: 'ready', state: 'works', seen: 'n1 after 5 ms.' },
      { part: 'inject', state: 'absent', seen: 'It is not described.' },
    ],
    events: [
      { event: 'delivered', isDescribed: true, matched: 3, events: 2 },
      { event: 'peer-up', isDescribed: false, matched: 0, events: 0 },
    ],
    unmatched: { count: 12, samples: [{ node: 'n1', source: 'stderr', text: 'tick' }] },
    uncovered: ['Whether neighbours are found is not judged at n1 (program agent).'],
    doubts: ['Look.'],
    ...more,
  };
}

it('the end says what works, what was seen, and what is not covered', () => {
  expect(adaptText(result())).toBe(`
The description of agent works, seen on 2 nodes (process).

works      ready   n1 after 5 ms.
not there  inject  It is not described.

Events
  delivered  3 lines, 1 of them passed over
  peer-up    not described

Not covered
  Whether neighbours are found is not judged at n1 (program agent).

Lines that mean nothing: 12, such as
  n1 stderr  tick

Look at this
  Look.
`);
});

describe('a description is covered', () => {
  const seen = { event: 'delivered', isDescribed: true, matched: 1, events: 1 } as const;
  it.each([
    ['whose parts work, or are not there', {}, true],
    ['with a part that fails', { parts: [{ part: 'stop', state: 'fails', seen: '' }] }, false],
    [
      'with a part that could not be tried',
      { parts: [{ part: 'inject', state: 'untried', seen: '' }] },
      false,
    ],
    [
      'with an event that was never seen',
      { events: [seen, { ...seen, event: 'peer-up', events: 0 }] },
      false,
    ],
  ] as [string, Partial<AdaptResult>, boolean][])('%s: %s', (_, more, is) => {
    expect(isCovered(result(more))).toBe(is);
  });
});
