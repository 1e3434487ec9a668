/**
 * Shrinking finds what a failure is made of, and leaves nothing beside it.
 */

import { describe, expect, it } from 'vitest';
import { signatureOf } from '../../../harness/shrink/search/failure.ts';
import { shrink } from '../../../harness/shrink/shrink.ts';
import { topologyFromObject } from '../../../harness/topology/load.ts';
import type { Topology, TopologyLink } from '../../../harness/topology/topology.ts';
import { type Law, runBy, shrunk } from './laboratory.ts';

const MESH = {
  nodes: { count: 12 },
  links: { shape: 'small-world', degree: 4, latency: '30ms', jitter: '5ms', loss: '1%' },
  peer: { keepalive: '500ms' },
  steps: [
    { at: '1s', inject: 'hello', from: 'n1' },
    { at: '2s', partition: ['n1..n6', 'n7..n12'] },
    { at: '3s', inject: { count: 100, every: '10ms', bytes: 200 }, from: 'all' },
    { at: '8s', heal: 'all' },
    { at: '12s', kill: 'n4' },
    { at: '16s', start: 'n4' },
  ],
  expect: { delivery: { within: '5s', to: 'eventual' }, keepalive: { detect: '3s', recover: '3s' } },
};

const kills = (name: string) => (topology: Topology) =>
  topology.steps.some((step) => step.verb === 'kill' && step.nodes.includes(name));

describe('what is left', () => {
  it('is the one step and its node, called by its number, when nothing else matters', async () => {
    const { topology, minimal } = await shrunk(MESH, (t) => t.steps.some(({ verb }) => verb === 'kill'));
    expect(topology).toMatchObject({ nodes: [{ name: 'n1' }], links: [], peer: {} });
    expect(topology.steps).toMatchObject([{ verb: 'kill', atMs: 0, nodes: ['n1'] }]);
    expect(topology.expect.keepalive).toMatchObject({ asked: false });
    expect(minimal).toBe(true);
  });

  it('keeps its name where the failure hangs on that', async () => {
    const { topology } = await shrunk(MESH, kills('n4'));
    expect(topology.nodes.map(({ name }) => name)).toEqual(['n4']);
  });

  it('keeps what was needed of conditions, on the links where it was, and of options', async () => {
    const lossy = ({ ab, ba }: TopologyLink) => ab?.loss !== undefined || ba?.loss !== undefined;
    const law: Law = (t) => t.links.some(lossy) && 'keepalive' in t.peer;
    const { topology } = await shrunk(MESH, law);
    expect(topology.links).toHaveLength(1);
    expect([topology.links[0]?.ab, topology.links[0]?.ba]).toContainEqual({ loss: 0.01 });
    expect([topology.links[0]?.ab, topology.links[0]?.ba]).toContain(undefined);
    expect(topology.peer).toEqual({ keepalive: '500ms' });
  });

  it('has fewer messages, smaller, from fewer nodes, and sooner', async () => {
    const messages = (t: Topology) =>
      t.steps.flatMap((step) => (step.verb === 'inject' && step.atMs >= 400 ? [step.count] : []));
    const { topology } = await shrunk(MESH, (t) => messages(t).some((count) => count >= 7));
    expect(topology.steps).toMatchObject([
      { verb: 'inject', atMs: 500, from: ['n1'], count: 10, everyMs: 0, bytes: 1 },
    ]);
  });

  it('has fewer nodes where others only lie on the way', async () => {
    const apart: Law = ({ links, nodes }) => {
      const near = new Set(['n1']);
      for (const _ of nodes) for (const { a, b } of links) if (near.has(a) || near.has(b)) near.add(a).add(b);
      return near.has('n6');
    };
    const links = { shape: 'line', latency: '20ms' };
    const { topology } = await shrunk({ nodes: { count: 6 }, links }, apart);
    expect(topology.links).toEqual([{ a: 'n1', b: 'n6' }]);
  });

  it('is the same whenever it is looked for', async () => {
    const [one, other] = [await shrunk(MESH, kills('n4')), await shrunk(MESH, kills('n4'))];
    expect(one.text).toBe(other.text);
    expect(one.tried).toEqual(other.tried);
  });

  it('is 1-minimal: shrinking it again finds nothing', async () => {
    const law: Law = (t) =>
      kills('n4')(t) && t.links.length >= 3 && t.steps.some(({ verb }) => verb === 'heal');
    const { topology, result } = await shrunk(MESH, law);
    const again = await shrink(topology, result, {
      signature: signatureOf(result),
      run: runBy(law),
      mayGoOn: () => true,
    });
    expect(again.topology).toBe(topology);
  });
});

describe('the way of failing', () => {
  const two: Law = (t) => [
    ...(t.nodes.length >= 2 ? [['delivery', 'lost'] as ['delivery', 'lost']] : []),
    ...(t.links.length >= 1 ? [['keepalive', 'false death'] as ['keepalive', 'false death']] : []),
  ];

  it('is every sign of it, so none is lost on the way', async () => {
    const { topology } = await shrunk(MESH, two);
    expect(topology).toMatchObject({ nodes: [{}, {}], links: [{}] });
  });

  it('is no other sign, so the search does not slip to another failure', async () => {
    const law: Law = (t) =>
      t.nodes.length >= 5
        ? true
        : [
            ['delivery', 'lost'],
            ['conduct', 'crashed'],
          ];
    expect((await shrunk(MESH, law)).topology.nodes).toHaveLength(5);
  });

  it('may be one word, and then what else goes wrong does not matter', async () => {
    expect((await shrunk(MESH, two, { only: 'lost' })).topology).toMatchObject({
      nodes: [{}, {}],
      links: [],
    });
  });
});

describe('the search', () => {
  it('runs nothing twice, and nothing that does not load', async () => {
    const seen: string[] = [];
    const law: Law = (t) => t.links.length >= 2;
    await shrunk(MESH, (t) => {
      const { line: _, ...rest } = { line: 0, ...t, steps: t.steps.map(({ line: _, ...step }) => step) };
      seen.push(JSON.stringify(rest));
      return law(t);
    });
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.map((text) => JSON.parse(text).nodes.length)).not.toContain(0);
  });

  it('ends when it may not go on, with the best so far, and says that more might go', async () => {
    const { topology, minimal, runs } = await shrunk(MESH, kills('n4'), { mayGoOn: (runs) => runs < 8 });
    expect(minimal).toBe(false);
    expect(runs).toBe(8);
    expect(topology.steps.length).toBeLessThan(6);
    expect(kills('n4')(topology)).toBe(true);
  });

  it('ends when a run is interrupted', async () => {
    const run = async (t: Topology) => ({ ...(await runBy(() => true)(t)), end: 'interrupted' as const });
    const topology = topologyFromObject({ seed: 7, ...MESH });
    const result = await runBy(() => true)(topology);
    const found = await shrink(topology, result, {
      signature: signatureOf(result),
      run,
      mayGoOn: () => true,
    });
    expect(found).toMatchObject({ topology, minimal: false, runs: 2 });
  });
});
