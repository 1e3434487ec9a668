import { describe, expect, it } from 'vitest';
import { topologyFromObject } from '../../../harness/topology/load.ts';
import type { Step } from '../../../harness/topology/topology.ts';

function stepsOf(steps: unknown[], { seed = 1, nodes = { count: 9 } as unknown } = {}): Step[] {
  return topologyFromObject({ seed, nodes, links: [], steps }).steps;
}

function nodesOf(step: Step | undefined): string[] {
  if (step === undefined) return [];
  if (step.verb === 'inject') return step.from;
  return 'nodes' in step ? step.nodes : [];
}

describe('times', () => {
  it('count from the start, or from the step before', () => {
    const steps = stepsOf([
      { after: '1s', kill: 'n1' },
      { at: '2s', kill: 'n2' },
      { after: '500ms', kill: 'n3' },
      { after: '0s', kill: 'n4' },
      { at: '2500ms', kill: 'n5' },
    ]);
    expect(steps.map((step) => step.atMs)).toEqual([1000, 2000, 2500, 2500, 2500]);
    expect(steps.map((step) => step.index)).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('inject', () => {
  it('is a text, or so many messages of such a size', () => {
    const [one, many, repeated, least] = stepsOf([
      { at: '1s', inject: 'grüß', from: 'n1' },
      { at: '1s', inject: { count: 100, every: '10ms', bytes: '1KiB' }, from: 'n1' },
      { at: '1s', inject: { text: 'hi', count: 3 }, from: 'n1' },
      { at: '1s', inject: {}, from: 'n1' },
    ]);
    expect(one).toMatchObject({ count: 1, everyMs: 0, bytes: 6, text: 'grüß' });
    expect(many).toMatchObject({ count: 100, everyMs: 10, bytes: 1024 });
    expect(many).not.toHaveProperty('text');
    expect(repeated).toMatchObject({ count: 3, everyMs: 0, bytes: 2, text: 'hi' });
    expect(least).toMatchObject({ count: 1, everyMs: 0, bytes: 32 });
  });
});

describe('who is meant, as things are at that moment', () => {
  it('leaves out of all, ranges and patterns who is in no state for it', () => {
    const steps = stepsOf([
      { at: '1s', kill: 'n1..n3' },
      { at: '2s', pause: ['n4', 'n5'] },
      { at: '3s', inject: 'hi', from: 'all' },
      { at: '4s', resume: 'all' },
      { at: '5s', start: 'n*' },
      { at: '6s', stop: 'all' },
      { at: '7s', start: ['n9', 'rest'] },
    ]);
    expect(nodesOf(steps[2])).toEqual(['n6', 'n7', 'n8', 'n9']);
    expect(nodesOf(steps[3])).toEqual(['n4', 'n5']);
    expect(nodesOf(steps[4])).toEqual(['n1', 'n2', 'n3']);
    expect(nodesOf(steps[6])).toHaveLength(9);
  });

  it('counts late joiners from their moment, before the steps of that moment', () => {
    const nodes = { a: {}, b: { start: '5s' }, c: { start: 'never' } };
    const steps = stepsOf(
      [
        { at: '4s', inject: 'hi', from: 'all' },
        { at: '5s', inject: 'hi', from: 'all' },
        { at: '6s', start: 'c' },
        { at: '7s', inject: 'hi', from: 'all' },
      ],
      { nodes },
    );
    expect([0, 1, 3].map((i) => nodesOf(steps[i]))).toEqual([['a'], ['a', 'b'], ['a', 'b', 'c']]);
  });

  it('kills what is paused', () => {
    expect(
      nodesOf(
        stepsOf([
          { at: '1s', pause: 'n1' },
          { at: '2s', kill: 'n1' },
        ])[1],
      ),
    ).toEqual(['n1']);
  });
});

describe('a draw', () => {
  const kill = { at: '5s', kill: 'random(3)' };

  it('comes from the seed', () => {
    const drawn = (seed: number) => nodesOf(stepsOf([kill], { seed })[0]);
    expect(drawn(1)).toHaveLength(3);
    expect(drawn(1)).toEqual(drawn(1));
    expect(new Set([1, 2, 3, 4, 5].map((seed) => drawn(seed).join())).size).toBeGreaterThan(1);
  });

  it('stays as it is when another step is put before it', () => {
    const alone = nodesOf(stepsOf([kill])[0]);
    const other = { at: '1s', inject: 'hi', from: 'random(2)' };
    expect(nodesOf(stepsOf([other, kill])[1])).toEqual(alone);
    expect(nodesOf(stepsOf([{ at: '1s', kill: 'n9' }, { at: '2s', start: 'n9' }, kill])[2])).toEqual(alone);
  });

  it('is a new one in a step that is written the same', () => {
    const twice = stepsOf(
      Array.from({ length: 6 }, () => ({ after: '1s', inject: 'hi', from: 'random(3)' })),
    );
    expect(new Set(twice.map((step) => nodesOf(step).join())).size).toBeGreaterThan(1);
  });

  it('leaves nobody out', () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 100; seed++)
      for (const node of nodesOf(stepsOf([kill], { seed })[0])) seen.add(node);
    expect(seen.size).toBe(9);
  });
});

describe('expect half-way', () => {
  it('judges what it names and nothing else', () => {
    const [step] = stepsOf([{ at: '4s', expect: { delivery: { within: '2s' } } }]);
    expect(step).toMatchObject({
      verb: 'expect',
      expect: {
        delivery: { asked: true, withinMs: 2000 },
        duplicates: null,
        keepalive: null,
        traffic: null,
        latency: null,
      },
    });
  });
});
