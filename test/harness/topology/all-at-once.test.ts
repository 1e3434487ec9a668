/**
 * All mistakes of a file come at once: a wrong step hides none of later steps or of other sections, and brings none that it
 * is itself the cause of.
 */

import { describe, expect, it } from 'vitest';
import { parseTopology } from '../../../harness/topology/load.ts';
import { problemsOf } from './problems.ts';

const MESH = 'nodes: { count: 5 }\nlinks: { shape: ring }\n';

function mistakesOf(file: string): string[] {
  return problemsOf(() => parseTopology(file, 'a')).map(({ line, text }) => `${line} ${text}`);
}

/** The first step is on line 4. */
function mistakesOfSteps(...steps: string[]): string[] {
  return mistakesOf(`${MESH}steps:\n${steps.map((step) => `  - ${step}\n`).join('')}`);
}

describe('five mistakes are five', () => {
  it('in different steps and sections', () => {
    const file = `nodes: { count: 5, start: 5 }
links: { shape: ring, loss: 3 }
peer: { keepalve: 3s }
steps:
  - { at: 1, inject: hi, from: n1 }
  - { at: 2s, inject: hi, from: n9 }
expect: { delivry: {} }
`;
    expect(mistakesOf(file)).toEqual([
      '1 `5` has no unit',
      '2 `3` has no unit',
      '3 unknown option `keepalve`',
      '5 `1` has no unit',
      '6 `n9` is no node',
      '7 unknown key `delivry`',
    ]);
  });

  it('in five steps, whatever is wrong with those before', () => {
    expect(
      mistakesOfSteps(
        '{ at: 1s, kil: n1 }',
        '{ at: 2, kill: n2 }',
        '{ at: 3s, kill: n9..n10 }',
        '{ at: 4s, start: n4 }',
        '{ at: 5s, inject: { text: hi, bytes: 5 }, from: n5 }',
      ),
    ).toEqual([
      '4 unknown key `kil`',
      '5 `2` has no unit',
      '6 `n9` of `n9..n10` is no node',
      '7 n4 already runs at 4s: it runs since the start',
      '8 both `text` and `bytes`',
    ]);
  });

  it('in one step', () => {
    expect(mistakesOfSteps('{ at: 2, kill: [n9, n1..m2], frm: n1 }')).toEqual([
      '4 `2` has no unit',
      '4 `n9` is no node',
      '4 `n1..m2` is no range',
      '4 unknown key `frm`',
    ]);
  });

  it('in links, of which each is read by itself', () => {
    const file =
      'nodes: { count: 3 }\nlinks:\n  - [n1]\n  - [n1, m2]\n  - [n2, n3, { loss: 5 }]\n  - n3\n  - [n3, n3]\n';
    expect(mistakesOf(file)).toEqual([
      '3 a link of 1 nodes',
      '4 a link to `m2`, which is no node',
      '5 `5` has no unit',
      '6 found the text `n3`, expected a link',
      '7 a link from `n3` to itself',
    ]);
  });

  it('in nodes, networks and checks', () => {
    const file = `nodes: { a: { start: 5 }, b: { imag: x }, c: }
links: [[a, b]]
networks: { left: [a, d], right: { b: } }
expect: { delivery: { within: 2 }, latency: { p50: 2s, p99: 1s } }
`;
    expect(mistakesOf(file)).toEqual([
      '1 `5` has no unit',
      '1 unknown key `imag`',
      '3 `d` is no node',
      '3 found a map',
      '4 `2` has no unit',
      '4 `p50` (2s) is more than `p99` (1s)',
    ]);
  });

  it('where nobody knows which nodes there are, as far as they have nothing to do with nodes', () => {
    const file = `nodes: { count: 0 }
links: { shape: ring, loss: 5 }
steps:
  - { at: 1s, kill: n5..n1 }
  - { at: 2s, partition: [all] }
  - { at: 2s, attack: { nodes: n1, count: 1000, every: 1s } }
  - { at: 1s, cut: [n1, n2] }
`;
    expect(mistakesOf(file)).toEqual([
      '1 `0` is too small',
      '2 `5` has no unit',
      '4 the range `n5..n1` runs backwards',
      '5 a partition of only one group',
      '6 an attack of 1000s',
      '7 out of order: this step is at 1s, and the step before it, on line 6, is at 2s',
    ]);
  });
});

describe('a mistake brings no other: after', () => {
  it.each([
    ['a misspelt verb', ['{ at: 1s, kil: n4 }', '{ at: 2s, start: n4 }']],
    [
      'a verb that resembles none',
      ['{ at: 1s, demolish: [n4] }', '{ at: 2s, start: n4 }', '{ at: 3s, heal: all }'],
    ],
    ['a step that is a text', ['kill n4', '{ at: 2s, start: n4 }']],
    ['a time without a unit', ['{ at: 1, kill: n4 }', '{ after: 1s, start: n4 }', '{ at: 5s, kill: n4 }']],
    ['a misspelt node', ['{ at: 1s, kill: m4 }', '{ at: 2s, start: n4 }']],
    ['a misspelt node among others', ['{ at: 1s, kill: [n1, m4] }', '{ at: 2s, start: [n1, n4] }']],
    ['a range that is none', ['{ at: 1s, kill: n5..n1 }', '{ at: 2s, start: n4 }']],
    ['a range too far', ['{ at: 1s, kill: n4..n9 }', '{ at: 2s, start: n4..n5 }']],
    ['two verbs', ['{ at: 1s, kill: n1, pause: n2 }', '{ at: 2s, start: n1 }', '{ at: 3s, resume: n2 }']],
    ['what nobody can do', ['{ at: 1s, start: n4 }', '{ at: 2s, start: n4 }']],
    ['a wrong cut', ['{ at: 1s, cut: [n1, m2] }', '{ at: 2s, mend: [n1, n2] }']],
    ['a cut that is said twice', ['{ at: 1s, mend: [n1, n2] }', '{ at: 2s, mend: all }']],
    [
      'a wrong partition',
      ['{ at: 1s, partition: [all] }', '{ at: 2s, heal: all }', '{ at: 3s, partition: [n1, rest] }'],
    ],
    ['a misspelt partition', ['{ at: 1s, partiton: [n1, rest] }', '{ at: 2s, heal: all }']],
    ['a wrong disconnect', ['{ at: 1s, disconnect: { n1: } }', '{ at: 2s, reconnect: n1 }']],
    ['a wrong churn', ['{ at: 1s, churn: { share: 20, for: 9s, of: n1..n2 } }', '{ at: 2s, start: n1 }']],
    [
      'a step out of order',
      ['{ at: 3s, expect: { duplicates: } }', '{ at: 2s, kill: n1 }', '{ at: 4s, start: n1 }'],
    ],
    ['a missing verb', ['{ at: 1s, from: n1 }', '{ at: 2s, inject: hi, from: n1 }']],
    [
      'a wrong message',
      ['{ at: 1s, inject: [a], from: n1 }', '{ at: 1s, inject: hi, form: n1 }'].slice(0, 1),
    ],
    ['a misspelt from', ['{ at: 1s, inject: hi, form: n1 }']],
    ['a misspelt time', ['{ att: 1s, kill: n1 }', '{ at: 2s, start: n1 }']],
    ['a misspelt link', ['{ at: 1s, link: { betwen: [n1, n2] } }']],
    ['a wrong attack', ['{ at: 1s, attack: { nodes: n1, count: x } }']],
  ])('%s', (_, steps) => {
    expect(mistakesOfSteps(...steps)).toHaveLength(1);
  });

  it.each([
    [
      'a wrong start',
      'nodes: { a: , b: { start: 5 } }\nlinks: []\nsteps: [{ at: 1s, kill: b }, { at: 2s, start: b }]\n',
    ],
    ['a misspelt start', 'nodes: { a: , b: { strt: never } }\nlinks: []\nsteps: [{ at: 1s, start: b }]\n'],
    [
      'a wrong link',
      'nodes: { count: 4 }\nlinks: [[n1, m2], [n2, n3]]\nsteps: [{ at: 1s, cut: [n1, n2] }]\n',
    ],
    [
      'half a link',
      'nodes: { count: 4 }\nlinks: [[n1]]\nsteps: [{ at: 1s, cut: { from: n1 } }, { at: 2s, attack: n1 }]\n',
    ],
    [
      'a wrong shape',
      'nodes: { count: 4 }\nlinks: { shape: rign, degree: 4 }\nsteps: [{ at: 1s, cut: [n1, n3] }]\n',
    ],
    ['a misspelt shape', 'nodes: { count: 4 }\nlinks: { shpe: ring }\nsteps: [{ at: 1s, cut: [n1, n3] }]\n'],
    [
      'a misspelt section',
      'nodes: { count: 4 }\nlniks: { shape: ring }\nsteps: [{ at: 1s, cut: [n1, n3] }]\n',
    ],
    ['a misspelt bound', `${MESH}expect: { traffic: { copis: 3 } }\n`],
    ['a wrong bound', `${MESH}expect: { latency: { p99: 3 } }\n`],
    ['a wrong check half-way', `${MESH}steps: [{ at: 1s, expect: { delivry: } }]\n`],
  ])('%s', (_, file) => {
    expect(mistakesOf(file)).toHaveLength(1);
  });
});

describe('what a mistake has nothing to do with is judged as ever: after', () => {
  it('a misspelt node, the state of others', () => {
    expect(mistakesOfSteps('{ at: 1s, kill: m4 }', '{ at: 2s, start: n2 }')).toHaveLength(2);
  });

  it('a wrong step, what later steps have settled', () => {
    const steps = ['{ at: 1s, kil: n4 }', '{ at: 2s, kill: n4 }', '{ at: 3s, pause: n4 }'];
    expect(mistakesOfSteps(...steps)).toEqual([
      '4 unknown key `kil`',
      '6 n4 is not running at 3s: killed at 2s by the step on line 5',
    ]);
  });

  it('a wrong cut, what later steps have settled', () => {
    const steps = ['{ at: 1s, cut: [n1, m2] }', '{ at: 2s, mend: [n1, n2] }', '{ at: 3s, mend: [n1, n2] }'];
    expect(mistakesOfSteps(...steps)).toHaveLength(2);
  });

  it('a wrong message, who runs', () => {
    expect(mistakesOfSteps('{ at: 1s, inject: [a], from: n1 }', '{ at: 2s, start: n1 }')).toHaveLength(2);
  });

  it('conditions that are wrong, who is linked', () => {
    const file = 'nodes: { count: 4 }\nlinks: { shape: line, los: 5% }\nsteps: [{ at: 1s, cut: [n1, n3] }]\n';
    expect(mistakesOf(file)).toEqual(['2 unknown key `los`', '3 `n1` and `n3` are not linked']);
  });
});
