/** What cannot be seen of programs behind an adapter is not judged, and is said once, by name. */

import { describe, expect, it } from 'vitest';
import { historyFromJournal, judge } from '../../../harness/check/judge.ts';
import type { Header } from '../../../harness/journal/record.ts';
import { topologyFromObject } from '../../../harness/topology/load.ts';
import type { Expect } from '../../../harness/topology/model/types.ts';
import { fakeProgram } from '../adapter/fixtures.ts';
import { EXPECT, keepalive, trace } from './trace.ts';

const DELIVERED = { delivered: { log: 'Received: (?<message>\\S+) (?<data>.*)' } };
const PEER_UP = { 'peer-up': { log: 'joined (?<node>\\S+)' } };
const PEER_DOWN = { 'peer-down': { log: 'lost (?<node>\\S+)' } };

/** The results where b runs a program with these events, and all else that is expected. */
function judged(events: object, text: string, expected: Partial<Expect> = {}) {
  const expect = { ...EXPECT, ...expected };
  const { programs } = topologyFromObject({
    programs: { fake: fakeProgram({ events }) },
    nodes: { x: { program: 'fake' } },
    links: [],
  });
  const [head, ...records] = trace('a-b', text, expect);
  const { topology, ...others } = head as Header;
  const nodes = topology.nodes.map((node) => (node.name === 'b' ? { ...node, program: 'fake' } : node));
  const header: Header = { ...others, topology: { ...topology, nodes, programs: programs! } };
  const results = judge(historyFromJournal([header, ...records]), expect, 60_000);
  const of = (check: string) => results.find((result) => result.check === check);
  const words = results.flatMap(({ findings }) => findings.map(({ word, node }) => `${word} ${node}`));
  return { of, words, notes: results.flatMap(({ notes = [] }) => notes) };
}

describe('a program of which it is not seen', () => {
  it('that it gets a message is owed none', () => {
    const lost = '1000 inject a m1\n60000 end';
    expect(judged({ ...DELIVERED, ...PEER_UP, ...PEER_DOWN }, lost)).toMatchObject({
      words: ['lost b'],
      notes: [],
    });
    const { of, words, notes } = judged({ ...PEER_UP, ...PEER_DOWN }, lost);
    expect(words).toEqual([]);
    expect(of('delivery')?.obligations).toBe(0);
    expect(notes).toEqual(['Delivery is not judged at b (program fake): no event `delivered` is described.']);
  });

  it('what is in a message is taken at its word', () => {
    const bare = { delivered: { log: 'Received: (?<message>\\S+)' }, ...PEER_UP, ...PEER_DOWN };
    const { notes } = judged(bare, '1000 inject a m1\n1010 deliver b m1\n60000 end');
    expect(notes).toEqual([
      'The content of messages is not judged at b (program fake): `delivered` has no group `data`.',
    ]);
  });

  it('that it finds or misses neighbours need not say so', () => {
    const asked = keepalive(1000, 1000, 1000, true);
    const text = '100 up a b\n10000 kill a\n60000 end';
    const all = judged({ ...DELIVERED, ...PEER_UP, ...PEER_DOWN }, text, asked);
    expect(all.words).toEqual(['missed return b']);
    const { words, notes } = judged(DELIVERED, text, asked);
    expect(words).toEqual([]);
    expect(notes).toEqual([
      'Whether neighbours are found is not judged at b (program fake): no event `peer-up` is described.',
      'Whether dead neighbours are noticed is not judged at b (program fake): no event `peer-down` is described.',
    ]);
  });

  it('that it misses neighbours is not asked whether they are dead', () => {
    const asked = keepalive(1000, 1000, 1000, true);
    const text = '100 up a b\n100 up b a\n10000 kill a\n60000 end';
    expect(judged({ ...DELIVERED, ...PEER_UP, ...PEER_DOWN }, text, asked).words).toEqual(['missed death b']);
    expect(judged({ ...DELIVERED, ...PEER_UP }, text, asked).words).toEqual([]);
  });
});

it('what such a program says in lines that are too long is missing', () => {
  const { of } = judged(DELIVERED, '1000 hole b\n60000 end');
  expect(of('integrity')?.findings).toMatchObject([
    { word: 'evidence missing', verdict: 'inconclusive', node: 'b' },
  ]);
  expect(of('integrity')?.findings[0]?.text).toContain('not whole');
});
