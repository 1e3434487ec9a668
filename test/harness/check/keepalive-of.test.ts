/**
 * `keepalive: { of: … }`: nodes that tell of others than their neighbours are judged by whatever ways there are between them.
 */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Forest, type Graph } from '../../../harness/check/evidence/fabric.ts';
import { SimRuntime } from '../../../harness/runtime/sim/runtime.ts';
import { runTopology } from '../../../harness/scenario/run.ts';
import { topologyFromObject } from '../../../harness/topology/load.ts';
import type { Expect } from '../../../harness/topology/model/types.ts';
import { tryRows } from './table.ts';

const of = (of: 'all' | string[] | undefined): Partial<Expect> => ({
  keepalive: {
    asked: true,
    detectMs: 1000,
    recoverMs: 1000,
    tolerateMs: 1000,
    ...(of === undefined ? {} : { of }),
  },
});

/** All of them have told of all others. */
const met = (...names: string[]) =>
  names
    .flatMap((one) => names.filter((other) => other !== one).map((other) => `100 up ${one} ${other}`))
    .join('\n');

describe('of all', () => {
  tryRows([
    {
      name: 'who has told of everybody has done it',
      links: 'a-b b-c',
      expect: of('all'),
      trace: met('a', 'b', 'c'),
      finds: [],
    },
    {
      name: 'a return is missed by who is no neighbour, too',
      links: 'a-b b-c',
      expect: of('all'),
      trace: '100 up a b\n100 up b a\n100 up b c\n100 up c b\n100 up c a',
      finds: ['missed return a c'],
    },
    {
      name: 'and a death',
      links: 'a-b b-c',
      expect: of('all'),
      trace: `${met('a', 'b', 'c')}\n5000 kill c\n5500 down b c`,
      finds: ['missed death a c'],
    },
    {
      name: 'who is cut off is dead to all of the other side',
      links: 'a-b b-c c-d',
      expect: of('all'),
      trace: `${met('a', 'b', 'c', 'd')}
              5000 cut b c
              5000 cut c b
              5500 down a c
              5500 down b c
              5500 down b d
              5500 down c a
              5500 down c b
              5500 down d a
              5500 down d b`,
      finds: ['missed death a d'],
    },
    {
      name: 'a link that is cut is no death where another way leads there',
      links: 'a-b b-c c-a',
      expect: of('all'),
      trace: `${met('a', 'b', 'c')}\n5000 cut a b\n5000 cut b a`,
      finds: [],
    },
    {
      name: 'of neighbours it is one',
      links: 'a-b b-c c-a',
      expect: of(undefined),
      trace: `${met('a', 'b', 'c')}\n5000 cut a b\n5000 cut b a`,
      finds: ['missed death a b', 'missed death b a'],
    },
    {
      name: 'to call somebody dead who can be reached by others is false',
      links: 'a-b b-c c-a',
      expect: of('all'),
      trace: `${met('a', 'b', 'c')}\n5000 cut a b\n5000 cut b a\n6500 down a b\n6600 up a b`,
      finds: ['false death a b'],
    },
    {
      name: 'but not while the way had only just become another',
      links: 'a-b b-c c-a',
      expect: of('all'),
      trace: `${met('a', 'b', 'c')}
              3000 cut c a
              3000 cut a c
              5000 mend c a
              5000 mend a c
              6000 cut a b
              6000 cut b a
              6500 down a b
              6600 up a b`,
      finds: [],
    },
    {
      name: 'the death of a third is no excuse where a way without it lasts',
      links: 'a-b b-c c-a a-d',
      expect: of('all'),
      trace: `${met('a', 'b', 'c', 'd')}
              5000 kill d
              5100 down a d
              5100 down b d
              5100 down c d
              5200 down a c
              5300 up a c`,
      finds: ['false death a c'],
    },
    {
      name: 'old news may come round within `detect`, and not later',
      links: 'a-b b-c c-a',
      expect: of('all'),
      trace: `${met('a', 'b', 'c')}
              5000 kill c
              5200 down a c
              5400 up a c
              5500 down a c
              5500 down b c
              7000 up b c
              7100 down b c`,
      finds: ['missed death b c'],
    },
    {
      name: 'who was never there is reported by nobody',
      links: 'a-b b-c',
      expect: of('all'),
      trace: `9000 start c\n${met('a', 'b')}\n300 up a c\n400 down a c\n9100 up a c\n9100 up b c\n9200 up c a\n9200 up c b`,
      finds: ['false life a c'],
    },
    {
      name: 'parts that come together may bring old news of who died meanwhile',
      links: 'a-b b-c',
      expect: of('all'),
      trace: `${met('a', 'b', 'c')}
              4700 cut a b
              4700 cut b a
              5000 kill c
              5500 mend a b
              5500 mend b a
              5900 down b c
              6200 down a c`,
      finds: [],
    },
    {
      name: 'unlucky: a link on the only way dropped all that it was offered',
      links: 'a-b b-c',
      expect: of('all'),
      trace: `${met('a', 'b', 'c')}
              5000 relay b c 10 0
              7500 relay b c 20 10
              7000 down a c
              7100 up a c`,
      finds: ['unlucky? a c'],
      says: [/On every path between a and c there was a link whose conditions dropped all/],
    },
    {
      name: 'not where another way passed',
      links: 'a-b b-c c-a',
      expect: of('all'),
      trace: `${met('a', 'b', 'c')}
              5000 relay b c 10 0
              7500 relay b c 20 10
              7000 down a c
              7100 up a c`,
      finds: ['false death a c'],
    },
    {
      name: 'word takes as long as the longest way may',
      links: 'a-b:300 b-c:300',
      expect: of('all'),
      trace: `${met('a', 'b', 'c')}\n5000 kill c\n5500 down b c\n6550 down a c`,
      finds: [],
    },
  ]);
});

describe('of some', () => {
  tryRows([
    {
      name: 'every node must tell of these, and of no others',
      links: 'a-b b-c',
      expect: of(['c']),
      trace: '100 up b c\n5000 down b a',
      finds: ['missed return a c'],
    },
  ]);
});

describe('of all, simulated', () => {
  const verdictOn = async (links: object) => {
    const topology = topologyFromObject({
      seed: 1,
      nodes: { count: 3 },
      links,
      peer: { keepalive: '500ms' },
      steps: [
        { at: '1s', inject: 'hello', from: 'n1' },
        { at: '2s', kill: 'n3' },
      ],
      expect: { keepalive: { of: 'all', detect: '3s', recover: '2s' } },
    });
    const result = await runTopology(topology, { runtime: new SimRuntime() });
    const findings = result.checks.flatMap((check) => check.findings);
    return [result.verdict, ...findings.map(({ word, node, neighbour }) => `${word} ${node} ${neighbour}`)];
  };

  it('a peer that tells of its neighbours passes where all are', async () => {
    expect(await verdictOn({ shape: 'full' })).toEqual(['passed']);
  });

  it('and fails where some are not', async () => {
    expect(await verdictOn({ shape: 'line' })).toEqual([
      'failed',
      'missed return n1 n3',
      'missed return n3 n1',
    ]);
  });
});

describe('the way that lasts longest', () => {
  const NODES = 6;
  const interval = fc
    .tuple(fc.nat(20), fc.integer({ min: 1, max: 20 }))
    .map(([fromMs, forMs]) => [{ fromMs, toMs: fromMs + forMs }]);
  const graphs: fc.Arbitrary<Graph> = fc.record({
    up: fc.array(interval, { minLength: NODES, maxLength: NODES }),
    edges: fc.array(fc.record({ a: fc.nat(NODES - 1), b: fc.nat(NODES - 1), open: interval }), {
      maxLength: 12,
    }),
    changesMs: fc.constant([]),
  });

  /** By trying every moment: whether a way of parts leads there that are there from the one to the other. */
  function untilByTrying({ up, edges }: Graph, from: number, to: number, atMs: number): number {
    const isThere = ([each]: Graph['up'][number], toMs: number) => each!.fromMs <= atMs && toMs <= each!.toMs;
    for (let toMs = 50; toMs > atMs; toMs--) {
      const reached = new Set([from]);
      for (let i = 0; i < NODES; i++) {
        for (const { a, b, open } of edges) {
          if (![up[a]!, up[b]!, open].every((intervals) => isThere(intervals, toMs))) continue;
          if (reached.has(a) || reached.has(b)) reached.add(a).add(b);
        }
      }
      if (reached.has(to)) return toMs;
    }
    return -Infinity;
  }

  it('is found in the forest of those that last longest', () => {
    fc.assert(
      fc.property(graphs, fc.nat(25), fc.nat(NODES - 1), fc.nat(NODES - 1), (graph, atMs, from, to) => {
        fc.pre(from !== to);
        expect(new Forest(graph, atMs).connectedUntilMs(from, to)).toBe(untilByTrying(graph, from, to, atMs));
      }),
    );
  });
});
