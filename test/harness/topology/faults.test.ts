/**
 * Steps that change links and networks, and churn: what each becomes.
 */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTopology, topologyFromObject } from '../../../harness/topology/load.ts';
import type { Step } from '../../../harness/topology/topology.ts';

function stepsOf(
  steps: unknown[],
  { seed = 1, count = 6, links = { shape: 'ring' } as unknown } = {},
): Step[] {
  return topologyFromObject({ seed, nodes: { count }, links, steps }).steps;
}

/** `n1→n2` for each direction of a step. */
function ways(step: Step | undefined): string[] {
  return step !== undefined && 'directions' in step
    ? step.directions.map(({ from, to }) => `${from}→${to}`)
    : [];
}

describe('partition', () => {
  it('has groups by selectors, and everybody in one of them', () => {
    const [split, whole, again] = stepsOf([
      { at: '1s', partition: [['n1..n2', 'n6'], 'rest'] },
      { at: '2s', heal: 'all' },
      { at: '3s', partition: ['n1', ['n2', 'n3'], 'n4..n6'] },
    ]);
    expect(split).toMatchObject({
      verb: 'partition',
      groups: [
        ['n1', 'n2', 'n6'],
        ['n3', 'n4', 'n5'],
      ],
    });
    expect(whole).toMatchObject({ verb: 'heal' });
    expect(again).toMatchObject({ groups: [['n1'], ['n2', 'n3'], ['n4', 'n5', 'n6']] });
  });

  it('covers each node once, whatever it is drawn from', () => {
    const groups = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.nat(), groups, (seed, sizes) => {
        const partition = [...sizes.map((size) => `random(${size})`), 'rest'];
        const [step] = stepsOf([{ at: '1s', partition }], { seed, count: 20 });
        const parts = step?.verb === 'partition' ? step.groups : [];
        expect(parts.slice(0, -1).map((part) => part.length)).toEqual(sizes);
        expect(parts.flat().sort()).toEqual(Array.from({ length: 20 }, (_, i) => `n${i + 1}`).sort());
      }),
    );
  });
});

describe('cut and mend', () => {
  it('name links, one way of them, several, or all', () => {
    const steps = stepsOf([
      { at: '1s', cut: ['n2', 'n1'] },
      { at: '1s', cut: [['n2', 'n3'], { from: 'n5', to: 'n6' }] },
      { at: '2s', mend: { from: 'n1', to: 'n2' } },
      { at: '2s', cut: { from: ['n4', 'n5'] } },
      { at: '2s', cut: { to: 'n1' } },
      { at: '3s', mend: { from: 'n4..n5', to: 'n6' } },
      { at: '4s', mend: 'all' },
      { at: '5s', cut: 'all' },
    ]);
    expect(steps.slice(0, 6).map(ways)).toEqual([
      ['n2→n1', 'n1→n2'],
      ['n2→n3', 'n3→n2', 'n5→n6'],
      ['n1→n2'],
      ['n4→n3', 'n4→n5', 'n5→n4'],
      ['n6→n1'],
      ['n5→n6'],
    ]);
    expect(ways(steps[6])).toHaveLength(7);
    expect(ways(steps[7])).toHaveLength(12);
  });

  it('are apart from partitions', () => {
    const steps = stepsOf([
      { at: '1s', partition: ['n1', 'rest'] },
      { at: '2s', cut: ['n1', 'n2'] },
      { at: '3s', heal: 'all' },
      { at: '4s', mend: 'all' },
    ]);
    expect(ways(steps[3])).toEqual(['n1→n2', 'n2→n1']);
  });
});

describe('link', () => {
  it('gives links new conditions, in place of all that they had', () => {
    const [both, one, many, none] = stepsOf([
      { at: '1s', link: { between: ['n1', 'n2'], latency: '50ms', loss: '5%' } },
      { at: '1s', link: { from: 'n3', to: 'n4', loss: '100%' } },
      {
        at: '1s',
        link: {
          between: [
            ['n1', 'n2'],
            ['n4', 'n5'],
          ],
          rate: '1Mbit',
        },
      },
      { at: '1s', link: { between: 'all' } },
    ]);
    expect(both).toMatchObject({ verb: 'link', conditions: { latencyMs: 50, loss: 0.05 } });
    expect(ways(both)).toEqual(['n1→n2', 'n2→n1']);
    expect(ways(one)).toEqual(['n3→n4']);
    expect(ways(many)).toHaveLength(4);
    expect(none).toMatchObject({ conditions: {} });
    expect(ways(none)).toHaveLength(12);
  });
});

describe('disconnect and reconnect', () => {
  it('go beside running and paused, and end with the node', () => {
    const steps = stepsOf([
      { at: '1s', disconnect: ['n1', 'n2', 'n3'] },
      { at: '2s', pause: 'n1' },
      { at: '3s', reconnect: 'n1' },
      { at: '4s', kill: 'n2' },
      { at: '5s', start: 'n2' },
      { at: '6s', reconnect: 'all' },
      { at: '7s', disconnect: 'all' },
    ]);
    expect(steps[5]).toMatchObject({ nodes: ['n3'] });
    expect(steps[6]).toMatchObject({ nodes: ['n1', 'n2', 'n3', 'n4', 'n5', 'n6'] });
  });
});

describe('attack', () => {
  it('is of every kind, 100 datagrams in half a second, where nothing else is said', () => {
    const [short, long] = stepsOf([
      { at: '1s', attack: 'n1..n2' },
      { at: '2s', attack: { nodes: ['n3'], with: 'forged', count: 7, every: '1s' } },
    ]);
    const kinds = ['garbage', 'forged', 'replayed'];
    expect(short).toMatchObject({ verb: 'attack', nodes: ['n1', 'n2'], kinds, count: 100, everyMs: 5 });
    expect(long).toMatchObject({ nodes: ['n3'], kinds: ['forged'], count: 7, everyMs: 1000 });
  });
});

describe('churn', () => {
  const churn = { share: '40%', for: '30s', down: '1s', every: '10s', spare: 'n1' };

  it('becomes kills and starts, in order of time, on the line of the churn', () => {
    const { steps } = parseTopology(
      'seed: 3\nnodes: { count: 10 }\nlinks: { shape: ring }\nsteps:\n  - { at: 1s, churn: { share: 20%, for: 10s, every: 5s } }\n  - { at: 3s, inject: hi, from: all }\n',
      'a',
    );
    expect(steps.filter(({ verb }) => verb === 'kill')).toHaveLength(4);
    expect(steps.filter(({ verb }) => verb === 'start')).toHaveLength(4);
    expect(steps.filter(({ verb }) => verb !== 'inject').map(({ line }) => line)).toEqual(Array(8).fill(5));
    expect(steps.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(steps.map(({ atMs }) => atMs)).toEqual(steps.map(({ atMs }) => atMs).sort((x, y) => x - y));
  });

  it('is what later steps see: who is down then does not send', () => {
    const steps = stepsOf([
      { at: '1s', churn: { share: '100%', for: '10s', down: '5s' } },
      { at: '6s', inject: 'hi', from: 'all' },
      { at: '12s', inject: 'hi', from: 'all' },
    ]);
    const [during, after] = steps.filter((step) => step.verb === 'inject').map((step) => step.from);
    const down = new Set<string>();
    for (const step of steps) {
      if (step.atMs > 6000) break;
      if (step.verb === 'kill') down.add(step.nodes[0] as string);
      if (step.verb === 'start') down.delete(step.nodes[0] as string);
    }
    expect(during).toEqual(['n1', 'n2', 'n3', 'n4', 'n5', 'n6'].filter((node) => !down.has(node)));
    expect(after).toHaveLength(6);
  });

  it('1, 2, 3: takes each of its nodes down and up in turn, and leaves all up, for any seed', () => {
    const shapes = fc.record({
      seed: fc.nat(),
      share: fc.integer({ min: 1, max: 90 }),
      lengthMs: fc.integer({ min: 2000, max: 60_000 }),
      downMs: fc.integer({ min: 1, max: 1000 }),
      everyMs: fc.integer({ min: 2000, max: 20_000 }),
    });
    fc.assert(
      fc.property(shapes, ({ seed, share, lengthMs, downMs, everyMs }) => {
        const written = {
          share: `${share}%`,
          for: `${lengthMs}ms`,
          down: `${downMs}ms`,
          every: `${everyMs}ms`,
        };
        const steps = stepsOf([{ at: '1s', churn: { ...written, spare: 'n1' } }], { seed, count: 10 });
        const lives = new Map<string, { verb: string; atMs: number }[]>();
        for (const step of steps) {
          if (step.verb !== 'kill' && step.verb !== 'start') throw new Error(step.verb);
          expect(step.nodes).toHaveLength(1);
          const node = step.nodes[0] as string;
          lives.set(node, [...(lives.get(node) ?? []), step]);
        }
        expect(lives.size).toBe(Math.max(1, Math.round(share / 10)));
        expect(lives.has('n1')).toBe(false);
        for (const life of lives.values()) {
          expect(life).toHaveLength(2 * Math.max(1, Math.floor(lengthMs / everyMs)));
          for (const [i, { verb, atMs }] of life.entries()) {
            expect(verb).toBe(i % 2 === 0 ? 'kill' : 'start');
            const before = life[i - 1]?.atMs ?? 1000;
            if (verb === 'start') expect(atMs - before).toBe(downMs);
            else if (i > 0) expect(atMs - before).toBeGreaterThanOrEqual(downMs - 1);
            expect(atMs).toBeGreaterThanOrEqual(1000);
          }
          expect(life.at(-1)?.atMs).toBeLessThanOrEqual(1000 + lengthMs);
        }
      }),
    );
  });

  it('4: is left alone by other steps: those that mean several leave its nodes out', () => {
    const steps = stepsOf(
      [
        { at: '1s', churn: { ...churn, share: '50%' } },
        { at: '15s', kill: 'all' },
      ],
      { count: 10 },
    );
    const churned = new Set(steps.flatMap((step) => (step.verb === 'start' ? step.nodes : [])));
    const killed = steps.find((step) => step.verb === 'kill' && step.nodes.length > 1);
    expect(churned.size).toBe(5);
    expect(killed).toMatchObject({ atMs: 15_000 });
    if (killed?.verb === 'kill') expect(killed.nodes.filter((node) => churned.has(node))).toEqual([]);
  });

  it('comes from the seed, and stays as it is when another step is put before it', () => {
    const events = (steps: unknown[], seed: number) =>
      stepsOf(steps, { seed, count: 10 }).flatMap((step) =>
        step.verb === 'kill' ? [`${step.atMs} ${step.nodes}`] : [],
      );
    const step = { at: '5s', churn };
    expect(events([step], 1)).toEqual(events([step], 1));
    expect(events([step], 1)).not.toEqual(events([step], 2));
    expect(events([{ at: '1s', inject: 'hi', from: 'random(2)' }, step], 1)).toEqual(events([step], 1));
  });
});
