/**
 * What `--vary` takes, and what it says of what it does not.
 */

import { describe, expect, it } from 'vitest';
import { MeshbedError } from '../../../harness/common/errors.ts';
import { allCombinations, parseAxis } from '../../../harness/topology/axes.ts';

describe('values', () => {
  it.each([
    ['links.loss=0%,5%,10%', ['0%', '5%', '10%']],
    ['nodes.count=10..1000x10', ['10', '100', '1000']],
    ['nodes.count=10..999x10', ['10', '100']],
    ['nodes.count=10..40+10', ['10', '20', '30', '40']],
    ['nodes.count=1..3+1,10..100x10,500', ['1', '2', '3', '10', '100', '500']],
    ['links.loss=0%..20%+5%', ['0%', '5%', '10%', '15%', '20%']],
    ['links.loss=0.1%..0.5%+0.1', ['0.1%', '0.2%', '0.3%', '0.4%', '0.5%']],
    ['links.latency=10ms..80msx2', ['10ms', '20ms', '40ms', '80ms']],
    ['steps.0.from=n1..n3,all', ['n1..n3', 'all']],
    ['steps.0.from=[n1, n2],[n3]', ['[n1, n2]', '[n3]']],
    ['links.shape=ring, "line"', ['ring', '"line"']],
    ['x=a=b', ['a=b']],
  ])('of %s', (text, values) => {
    expect(parseAxis(text).values).toEqual(values);
  });

  it.each([
    ['links.loss', 'names no path'],
    ['=5%', 'names no path'],
    ['links.loss=', 'holds an empty value'],
    ['links.loss=1%,,2%', 'holds an empty value'],
    ['links.loss=1%,1%', 'names `1%` twice'],
    ['nodes.count=10..100', 'has a range that does not say its steps'],
    ['nodes.count=100..10+10', 'has a range that runs backwards'],
    ['nodes.count=10..100+0', 'has a range that does not get on'],
    ['nodes.count=10..100x1', 'has a range that does not get on'],
    ['nodes.count=0..100x10', 'has a range that does not get on'],
    ['links.latency=10ms..1s+10', 'has a range from ms to s'],
    ['links.latency=10ms..90ms+1s', 'has steps of `1s`'],
    ['nodes.count=1..9999+1', 'has more than 1000 values'],
    ['seed=1,2', 'varies the seed'],
  ])('of %s are refused, with a cure', (text, why) => {
    try {
      parseAxis(text);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(MeshbedError);
      expect(error).toMatchObject({ message: `--vary ${text} ${why}`, exitCode: 2 });
      expect((error as MeshbedError).fix).not.toBe('');
    }
  });
});

it('the cells are all combinations, the last axis varying fastest', () => {
  const cells = allCombinations([parseAxis('a=1,2'), parseAxis('b=x,y')]);
  expect(cells.map((cell) => cell.map(({ path, value }) => path + value).join(' '))).toEqual([
    'a1 bx',
    'a1 by',
    'a2 bx',
    'a2 by',
  ]);
});
