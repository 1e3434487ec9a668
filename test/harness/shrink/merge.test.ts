/**
 * One node in the place of two.
 */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { merged } from '../../../harness/shrink/passes/mesh.ts';
import { repairTopology } from '../../../harness/shrink/search/repair.ts';
import { parseTopology, topologyFromObject } from '../../../harness/topology/load.ts';
import { writeTopology } from '../../../harness/topology/print/write.ts';
import { topologies } from '../topology/write/topologies.ts';

it('the heir has the links, the part in steps and the networks of the one that is gone', () => {
  const topology = topologyFromObject({
    nodes: { count: 4 },
    links: [
      ['n1', 'n2', { latency: '10ms' }],
      ['n2', 'n3', { n2: { latency: '20ms' }, n3: { loss: '5%' } }],
      ['n1', 'n4', { latency: '40ms' }],
      ['n2', 'n4', { latency: '50ms' }],
    ],
    networks: { left: ['n1', 'n2', 'n4'], right: ['n2', 'n3'] },
    steps: [
      { at: '1s', inject: 'hello', from: ['n2', 'n1'] },
      { at: '2s', cut: ['n2', 'n3'] },
      { at: '3s', partition: [['n2'], 'rest'] },
    ],
  });
  const { nodes, links, networks, steps } = repairTopology(merged(topology, 'n2', 'n1'));
  expect(nodes.map(({ name }) => name)).toEqual(['n1', 'n3', 'n4']);
  expect(links).toEqual([
    { a: 'n1', b: 'n3', ab: { latencyMs: 20 }, ba: { loss: 0.05 } },
    { a: 'n1', b: 'n4', ab: { latencyMs: 40 }, ba: { latencyMs: 40 } },
  ]);
  expect(networks).toEqual([
    { name: 'left', nodes: ['n1', 'n4'] },
    { name: 'right', nodes: ['n1', 'n3'] },
  ]);
  expect(steps).toMatchObject([
    { verb: 'inject', from: ['n1'] },
    {
      verb: 'cut',
      directions: [
        { from: 'n1', to: 'n3' },
        { from: 'n3', to: 'n1' },
      ],
    },
    { verb: 'partition', groups: [['n1'], ['n3', 'n4']] },
  ]);
});

it('any two linked nodes may become one', () => {
  fc.assert(
    fc.property(topologies, fc.nat(), fc.boolean(), (topology, which, first) => {
      const { a, b } = topology.links[which % topology.links.length]!;
      const left = repairTopology(first ? merged(topology, a, b) : merged(topology, b, a));
      expect(() => parseTopology(writeTopology(left), 'left')).not.toThrow();
    }),
    { numRuns: 30 },
  );
});
