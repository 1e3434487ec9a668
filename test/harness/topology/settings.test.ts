/**
 * Values that win over those in a file: where they go, and what is said of a path that leads nowhere.
 */

import { describe, expect, it } from 'vitest';
import { TopologyError } from '../../../harness/common/errors.ts';
import { parseTopology } from '../../../harness/topology/load.ts';

const FILE = `seed: 1
nodes:
  count: 4
links:
  shape: ring
  loss: 1%
peer:
  keepalive: 500ms
steps:
  - { at: 1s, inject: hello, from: n1 }
  - { at: 2s, inject: { count: 5 }, from: all }
expect:
  delivery: { within: 2s }
`;

function load(...settings: string[]) {
  const set = settings.map((text) => {
    const [path = '', value = ''] = text.split('=');
    return { path, value };
  });
  return parseTopology(FILE, 'mesh.yaml', { set });
}

function problemsOf(...settings: string[]): string[] {
  try {
    load(...settings);
  } catch (error) {
    if (!(error instanceof TopologyError)) throw error;
    return error.problems.map(({ line, column, text, fix }) => `${line}:${column} ${text}. ${fix}`);
  }
  return [];
}

describe('a value is set', () => {
  it.each([
    ['links.loss=5%', { links: [{ ab: { loss: 0.05 } }, {}, {}, {}] }],
    ['nodes.count=3', { nodes: [{}, {}, {}] }],
    ['peer.keepalive=2s', { peer: { keepalive: '2s' } }],
    ['steps.1.inject.count=9', { steps: [{}, { count: 9 }] }],
    ['steps.1.from=[n1, n3]', { steps: [{}, { from: ['n1', 'n3'] }] }],
    ['expect.delivery.within=7s', { expect: { delivery: { withinMs: 7000 } } }],
  ])('%s', (setting, wanted) => {
    expect(load(setting)).toMatchObject(wanted);
  });

  it.each([
    ['links.latency=30ms', { links: [{ ab: { loss: 0.01, latencyMs: 30 } }, {}, {}, {}] }],
    ['peer.store=0', { peer: { keepalive: '500ms', store: 0 } }],
    ['expect.keepalive.detect=1s', { expect: { keepalive: { asked: true, detectMs: 1000 } } }],
  ])('that the file does not have, where the format or the peer knows it: %s', (setting, wanted) => {
    expect(load(setting)).toMatchObject(wanted);
  });

  it('at a node whose name has a dot', () => {
    const file = 'nodes: { a.b: { nat: { timeout: 1s } }, c: {} }\nlinks: [[a.b, c]]';
    const { nodes } = parseTopology(file, 'x', { set: [{ path: 'nodes.a.b.nat.timeout', value: '9s' }] });
    expect(nodes[0]).toMatchObject({ name: 'a.b', natTimeoutMs: 9000 });
  });

  it('and several, and nothing else changes', () => {
    const plain = parseTopology(FILE, 'mesh.yaml');
    expect(load('links.loss=1%', 'nodes.count=4')).toEqual(plain);
  });
});

describe('what is wrong is said with the setting, at the place that it would change', () => {
  it.each([
    ['links.loss=120%', '6:9 with `links.loss=120%`: `120%` is too much. At most 100% is allowed.'],
    [
      'links.los=5%',
      '5:3 no `links.los`: `links` has no `los`. Did you mean `loss`? Written there: shape, loss. To set something else, write it there first.',
    ],
    [
      'peer.keepalve=1s',
      '8:3 no `peer.keepalve`: `peer` has no `keepalve`. Did you mean `keepalive`? Written there: keepalive. To set something else, write it there first.',
    ],
    [
      'steps.0.inject.count=3',
      '10:23 no `steps.0.inject.count`: `steps.0.inject` is the text `hello`. Write it as a map first.',
    ],
    ['steps.7.at=3s', '10:3 no `steps.7.at`: `steps` is a list of 2. Its items are 0 to 1.'],
    [
      'nodez.count=3',
      '1:1 no `nodez.count`: the file has no `nodez`. Did you mean `nodes`? Written there: seed, nodes, links, peer, steps, expect. To set something else, write it there first.',
    ],
    [
      'links.loss=',
      '6:9 `links.loss=` gives no value. Write a value as it would stand in the file, like `5%`, `10` or `[n1, n2]`.',
    ],
    [
      'links.loss=[',
      '6:9 `links.loss=[` gives no value. Write a value as it would stand in the file, like `5%`, `10` or `[n1, n2]`.',
    ],
  ])('%s', (setting, problem) => {
    expect(problemsOf(setting)).toEqual([problem]);
  });

  it('all of it at once', () => {
    expect(problemsOf('links.los=5%', 'nodes.count=-1')).toHaveLength(2);
  });

  it('also where it is another part of the file that no longer fits', () => {
    const file = FILE.replace('from: n1', 'from: n4');
    const load = () => parseTopology(file, 'x', { set: [{ path: 'nodes.count', value: '3' }] });
    expect(load).toThrow(/x:10:.*`n4` is no node/);
  });
});
