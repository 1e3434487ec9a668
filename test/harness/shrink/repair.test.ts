/**
 * Whatever is taken away, what is left after repair loads.
 */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { repairTopology } from '../../../harness/shrink/search/repair.ts';
import { parseTopology, topologyFromObject } from '../../../harness/topology/load.ts';
import { writeTopology } from '../../../harness/topology/print/write.ts';
import { topologies } from '../topology/write/topologies.ts';

it('any nodes, links and steps may go', () => {
  const masks = fc.array(fc.boolean(), { minLength: 30, maxLength: 30 });
  fc.assert(
    fc.property(topologies, masks, (topology, stays) => {
      let next = 0;
      const keep = <T>(items: readonly T[]) => items.filter(() => stays[next++ % stays.length]);
      const [first] = topology.nodes;
      const left = repairTopology({
        ...topology,
        networks: [],
        nodes: [first!, ...keep(topology.nodes.slice(1))],
        links: keep(topology.links),
        steps: keep(topology.steps),
      });
      expect(() => parseTopology(writeTopology(left), 'left')).not.toThrow();
    }),
    { numRuns: 50 },
  );
});

describe('a step that cannot be done any more goes', () => {
  const steps = [
    { at: '1s', kill: 'n2' },
    { at: '2s', start: 'n2' },
    { at: '3s', partition: ['n1', 'rest'] },
    { at: '4s', heal: 'all' },
    { at: '5s', cut: ['n1', 'n2'] },
    { at: '6s', mend: 'all' },
  ];
  const topology = topologyFromObject({ nodes: { count: 3 }, links: { shape: 'line' }, steps });
  const verbsWithout = (verb: string) =>
    repairTopology({ ...topology, steps: topology.steps.filter((step) => step.verb !== verb) }).steps.map(
      (step) => step.verb,
    );

  it.each([
    ['kill', ['partition', 'heal', 'cut', 'mend']],
    ['start', ['kill', 'partition', 'heal', 'cut', 'mend']],
    ['partition', ['kill', 'start', 'cut', 'mend']],
    ['cut', ['kill', 'start', 'partition', 'heal']],
  ])('without %s', (verb, left) => {
    expect(verbsWithout(verb)).toEqual(left);
  });

  it('and what is left of a partition of which one side is gone', () => {
    const { steps } = repairTopology({ ...topology, nodes: topology.nodes.slice(0, 1) });
    expect(steps).toEqual([]);
  });
});

it('a site goes with the last of its nodes', () => {
  const topology = topologyFromObject({
    network: 'routed',
    nodes: { count: 3 },
    links: [],
    sites: { home: { nodes: ['n1', 'n2'] }, work: { nodes: 'n3' } },
  });
  const { network } = repairTopology({ ...topology, nodes: topology.nodes.slice(0, 1) });
  expect(network?.sites).toEqual([{ name: 'home', nodes: ['n1'] }]);
});
