/**
 * What is written loads as what it was written from.
 */

import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseTopology, topologyFromObject } from '../../../../harness/topology/load.ts';
import { writeTopology } from '../../../../harness/topology/print/write.ts';
import type { Topology } from '../../../../harness/topology/topology.ts';
import { onRoutedNetwork } from './networks.ts';
import { topologies } from './topologies.ts';

const examples = readdirSync('examples').filter((file) => file.endsWith('.yaml'));

/** Without what is about the file that it came from, or where that lies. */
function withoutLines({ notes: _, ...topology }: Topology): Topology {
  const nodes = topology.nodes.map(({ commandAt, folder, ...node }) => node);
  return { ...topology, nodes, steps: topology.steps.map((step) => ({ ...step, line: 0 })) };
}

function writtenFrom(object: object): string {
  return writeTopology(topologyFromObject({ seed: 1, name: 'a', ...object }));
}

describe('loading what was written gives the same again', () => {
  it.each(examples)('for %s', (file) => {
    const topology = parseTopology(readFileSync(`examples/${file}`, 'utf8'), `examples/${file}`);
    const text = writeTopology(topology, { comment: ['Saved by hand.'] });
    expect(withoutLines(parseTopology(text, 'again'))).toEqual(withoutLines(topology));
  });

  it('for any topology (invariant 1)', () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        const text = writeTopology(topology);
        expect(withoutLines(parseTopology(text, 'again'))).toEqual(withoutLines(topology));
      }),
      { numRuns: 120 },
    );
  });

  it('for any topology on a routed network', () => {
    fc.assert(
      fc.property(onRoutedNetwork(topologies), (topology) => {
        const text = writeTopology(topology);
        expect(withoutLines(parseTopology(text, 'again'))).toEqual(withoutLines(topology));
      }),
      { numRuns: 60 },
    );
  });

  it('for a routed network whose nodes have the addresses that all get, without naming them', () => {
    const text = writtenFrom({
      nodes: { count: 3 },
      links: [],
      network: 'routed',
      elsewhere: { loss: '5%' },
    });
    expect(text).toContain('nodes:\n  count: 3\n');
    expect(text).not.toContain('address:');
  });

  it('where its commands run, wherever the file comes to lie', () => {
    const nodes = { a: { command: ['./agent'], folder: 'agents' }, b: { command: ['./agent'] } };
    const topology = topologyFromObject({ seed: 1, nodes, links: [['a', 'b']] }, { folder: '/meshes' });
    const again = parseTopology(writeTopology(topology), '/elsewhere/mesh.yaml');
    expect(again.nodes.map(({ folder }) => folder)).toEqual(['/meshes/agents', '/meshes']);
  });

  it('also what looks like a variable (invariant 2)', () => {
    const env = { A: '${HOME}', B: '$${HOME}', C: '$', D: '${' };
    const topology = topologyFromObject({ seed: 1, nodes: { a: { env } }, links: [] });
    expect(parseTopology(writeTopology(topology), 'again').nodes[0]?.env).toEqual(env);
  });

  it('also for readers that take `yes` for a switch, 010 for eight and 1_000 for a number', () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        const text = writeTopology(topology);
        const read = (version: '1.1' | '1.2') => parse(text, { version, mapAsMap: true, merge: false });
        expect(read('1.1')).toEqual(read('1.2'));
        const { nodes } = topology;
        const named = read('1.1').get('nodes') as Map<unknown, unknown>;
        if (!named.has('count')) expect([...named.keys()]).toEqual(nodes.map(({ name }) => name));
      }),
      { numRuns: 60 },
    );
  });

  it('with each step and each link on a line of its own (invariant 3)', () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        const text = writeTopology(topology);
        const lines = parseTopology(text, 'again').steps.map(({ line }) => line);
        expect(lines).toEqual(lines.map((_, i) => (lines[0] as number) + i));
      }),
      { numRuns: 25 },
    );
  });
});

describe('what is written is short', () => {
  const nodes = { count: 6 };

  it('shapes and what all links share', () => {
    const text = writtenFrom({
      nodes,
      links: { shape: 'small-world', degree: 4, latency: '30ms', loss: '1%' },
    });
    expect(text).toContain('nodes:\n  count: 6\nlinks:\n  shape: small-world\n  latency: 30ms\n  loss: 1%\n');
  });

  it('what most links share stands once, and at a link what differs', () => {
    const list = [
      ['n1', 'n2'],
      ['n2', 'n3', { loss: '5%' }],
      ['n3', 'n4', { n4: { latency: '80ms' } }],
      ['n4', 'n5', { latency: 0 }],
    ];
    expect(writtenFrom({ nodes: { count: 5 }, links: { latency: '30ms', list } })).toContain(`links:
  latency: 30ms
  list:
    - [n1, n2]
    - [n2, n3, { loss: 5% }]
    - [n3, n4, { n4: { latency: 80ms } }]
    - [n4, n5, { latency: 0 }]
`);
  });

  it('a shape with a link that differs', () => {
    const links = { shape: 'ring', list: [['n2', 'n3', { loss: '5%' }]] };
    expect(writtenFrom({ nodes, links })).toContain(
      'links:\n  shape: ring\n  list:\n    - [n2, n3, { loss: 5% }]\n',
    );
  });

  it('ranges, groups and texts', () => {
    const steps = [
      { at: '1s', inject: 'yes', from: ['n1', 'n2', 'n3', 'n5'] },
      { at: '1500ms', partition: [['n1', 'n2', 'n3'], ['n4', 'n6'], 'n5'] },
      { at: '2s', inject: { count: 3, bytes: 200 }, from: 'all' },
      { at: '3s', heal: 'all' },
      { at: '4s', cut: [['n1', 'n2'], { from: 'n3', to: 'n4' }] },
      { at: '5s', link: { from: 'n1..n3', to: 'n4..n6', loss: '10%' } },
      { at: '6s', mend: 'all' },
      { at: '7s', expect: { delivery: { to: 'eventual' }, duplicates: true } },
    ];
    expect(writtenFrom({ nodes, links: { shape: 'ring' }, steps })).toContain(`steps:
  - { at: 1s, inject: "yes", from: [n1..n3, n5] }
  - { at: 1.5s, partition: [n1..n3, [n4, n6], n5] }
  - { at: 2s, inject: { count: 3, bytes: 200 }, from: all }
  - { at: 3s, heal: all }
  - { at: 4s, cut: [[n1, n2], { from: n3, to: n4 }] }
  - { at: 5s, link: { from: [n1, n3], to: [n4, n6], loss: 10% } }
  - { at: 6s, mend: [[n1, n2], { from: n3, to: n4 }] }
  - { at: 7s, expect: { delivery: { within: 5s, to: eventual }, duplicates: {} } }
`);
  });

  it('attacks and answers', () => {
    const steps = [
      { at: '1s', attack: 'all' },
      { at: '3s', attack: { nodes: ['n1', 'n2'], with: 'forged', count: 9 } },
      { at: '4s', inject: { text: 'hello', answer: 'refused' }, from: 'n1' },
    ];
    const expected = { memory: { max: '128MiB' }, isolation: true };
    const text = writtenFrom({ nodes, links: { shape: 'ring' }, steps, expect: expected });
    expect(text).toContain(`steps:
  - { at: 1s, attack: all }
  - { at: 3s, attack: { nodes: [n1, n2], with: forged, count: 9 } }
  - { at: 4s, inject: { text: hello, answer: refused }, from: n1 }
expect:
  memory: { max: 128MiB }
  isolation: {}
`);
  });

  it('and begins with the comment that it is given, however many lines that has', () => {
    const topology = topologyFromObject({ seed: 1, nodes, links: { shape: 'ring' } });
    const text = writeTopology(topology, { comment: ['Two\nlines.', 'And more.'] });
    expect(text).toMatch(/^# Two lines\.\n# And more\.\n\nname: topology\nseed: 1\n/);
  });
});
