import { expect, it, test } from 'vitest';
import { chosenProgram, withOnlyNodesOf } from '../../../harness/adapt/alone.ts';
import { topologyFromObject } from '../../../harness/topology/load.ts';

const program = { command: ['agent', '{peers}'], ready: { tcp: true } };

/** n1, n2 and n6 run the bundled peer, the others the agent. */
function mesh(links: [string, string][], more: object = {}) {
  return topologyFromObject({
    seed: 7,
    programs: { agent: program },
    nodes: {
      n1: {},
      n2: {},
      n3: { program: 'agent', env: { A: 'b' }, start: '5s' },
      n4: { program: 'agent' },
      n5: { program: 'agent' },
      n6: {},
    },
    links,
    ...more,
  });
}

const named = ({ nodes }: { nodes: readonly { name: string }[] }) => nodes.map(({ name }) => name);

it('takes two nodes that run the program and are neighbours, in the order of the file', () => {
  const topology = withOnlyNodesOf(
    mesh([
      ['n1', 'n2'],
      ['n3', 'n1'],
      ['n3', 'n6'],
      ['n5', 'n4'],
    ]),
    'agent',
  );
  expect(named(topology)).toEqual(['n4', 'n5']);
  expect(topology.links).toEqual([{ a: 'n4', b: 'n5' }]);
});

it('goes on from neighbour to neighbour, and makes neighbours of those that have none', () => {
  const topology = mesh([
    ['n3', 'n1'],
    ['n4', 'n5'],
    ['n1', 'n2'],
  ]);
  expect(named(withOnlyNodesOf(topology, 'agent', 3))).toEqual(['n3', 'n4', 'n5']);
  const { links } = withOnlyNodesOf(
    mesh([
      ['n3', 'n1'],
      ['n1', 'n2'],
    ]),
    'agent',
  );
  expect(links).toEqual([{ a: 'n3', b: 'n4' }]);
});

it('keeps what the program is given, and nothing of links, networks, times and steps', () => {
  const links = { list: [['n3', 'n4']], loss: '50%' };
  const { nodes, ...topology } = withOnlyNodesOf(
    mesh(links as never, { steps: [{ at: '1s', kill: 'n4' }] }),
    'agent',
  );
  expect(nodes).toMatchObject([{ name: 'n3', env: { A: 'b' }, startMs: 0 }, { name: 'n4' }]);
  expect(topology).toMatchObject({ seed: 7, links: [{ a: 'n3', b: 'n4' }], networks: [], steps: [] });
});

test.each([
  [{}, undefined, /no section `programs`/, /docs\/programs.md/],
  [{ agent: program, other: program }, undefined, /has 2 programs/, /Name one: agent and other/],
  [{ agent: program }, 'agnet', /no program agnet/, /Did you mean `agent`/],
])('of %j nothing is chosen by %s', (programs, name, says, fix) => {
  const topology = { programs } as never;
  expect(() => chosenProgram(topology, name)).toThrow(
    expect.objectContaining({
      exitCode: 2,
      message: expect.stringMatching(says),
      fix: expect.stringMatching(fix),
    }),
  );
});

it('chooses the one that is named, or the only one', () => {
  expect(chosenProgram({ programs: { agent: program } } as never, undefined)).toBe('agent');
  expect(chosenProgram({ programs: { agent: program, other: program } } as never, 'other')).toBe('other');
});

it('refuses where no node runs it, or not so many', () => {
  const topology = mesh([['n3', 'n4']]);
  expect(() => withOnlyNodesOf(topology, 'agent', 4)).toThrow('3 nodes of the file run agent');
  expect(() => withOnlyNodesOf({ ...topology, nodes: [] }, 'agent')).toThrow('No node runs agent');
});
