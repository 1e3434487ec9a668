import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Field,
  matchesGlob,
  parseSelector,
  resolveSelector,
  type Selector,
  selectorText,
} from '../../../harness/topology/model/selectors.ts';
import { didYouMean } from '../../../harness/topology/text/nearest.ts';

const names = ['n1', 'n2', 'n3', 'n4', 'n5', 'alice', 'rack1-n01', 'rack1-n02', 'rack1-n10'];

function field(fits: (name: string) => boolean = () => true): Field {
  return {
    names,
    numberOf: (name) => (names.includes(name) ? names.indexOf(name) : undefined),
    fits: (node) => fits(names[node] as string),
    fitWords: 'running at 4s',
    fitCure: 'Name nodes that do.',
    lots: () => Uint32Array.from(names, (_, i) => (i * 2_654_435_761) >>> 0),
    nodesInWords: 'The nodes: …',
    hint: (name) => didYouMean(name, names),
  };
}

function parsed(text: string): Selector {
  const selector = parseSelector(text);
  if (!selector.ok) throw new Error(selector.text);
  return selector.value;
}

function select(texts: string[], fits?: (name: string) => boolean): string[] {
  const result = resolveSelector(texts.map(parsed), field(fits));
  expect(result.wrong).toEqual([]);
  return result.nodes.map((node) => names[node] as string);
}

describe('selectors', () => {
  it.each([
    [['n4'], ['n4']],
    [['n2..n4'], ['n2', 'n3', 'n4']],
    [['rack1-n01..rack1-n02'], ['rack1-n01', 'rack1-n02']],
    [['n?'], ['n1', 'n2', 'n3', 'n4', 'n5']],
    [['*n*1'], ['n1', 'rack1-n01']],
    [['all'], names],
    [
      ['n5', 'n1', 'n5', 'n1..n2'],
      ['n1', 'n2', 'n5'],
    ],
    [['n*', 'alice', 'rest'], names],
  ])('%j is %j', (texts, expected) => {
    expect(select(texts)).toEqual(expected);
  });

  it('takes from a range, a pattern and all only what fits', () => {
    const odd = (name: string) => ['n1', 'n3', 'n5'].includes(name);
    expect(select(['n1..n4'], odd)).toEqual(['n1', 'n3']);
    expect(select(['n*'], odd)).toEqual(['n1', 'n3', 'n5']);
    expect(select(['all'], odd)).toEqual(['n1', 'n3', 'n5']);
  });

  it('tells of a node that is named alone and does not fit', () => {
    const result = resolveSelector(
      [parsed('n1'), parsed('n2')],
      field((name) => name !== 'n2'),
    );
    expect(result).toMatchObject({ nodes: [0], misfits: [{ index: 1, node: 1 }], wrong: [] });
  });

  it.each([
    [['n44'], '`n44` is no node', 'Did you mean `n4`? The nodes: …'],
    [['x*'], 'no node is called like `x*`', 'The nodes: …'],
    [['n3..n7'], '`n6` of `n3..n7` is no node', 'The nodes: …'],
    [['n1..n999999999999'], '`n6` of `n1..n999999999999` is no node', 'The nodes: …'],
    [['random(10)'], '`random(10)` asks for more nodes than there are running at 4s: 9', 'Ask for fewer.'],
    [['rest'], '`rest` has nothing before it', 'Write `all`, or name other nodes first: `[n1, rest]`.'],
  ])('%j is refused', (texts, text, fix) => {
    const [wrong] = resolveSelector(texts.map(parsed), field()).wrong;
    expect(wrong).toMatchObject({ text, fix });
  });

  it.each([
    ['random', '`random` does not say how many'],
    ['random(0)', '`random(0)` does not say how many'],
    ['random(x)', '`random(x)` does not say how many'],
    ['n5..n1', 'the range `n5..n1` runs backwards'],
    ['n1..m5', '`n1..m5` is no range'],
    ['n1..5', '`n1..5` is no range'],
    ['a..b', '`a..b` is no range'],
    ['..', '`..` is no range'],
  ])('%s cannot be read', (written, text) => {
    expect(parseSelector(written)).toMatchObject({ ok: false, text });
  });

  it('draws as many as asked, among those that fit, each once', () => {
    fc.assert(
      fc.property(fc.subarray(names, { minLength: 1 }), fc.nat(), (fitting, some) => {
        const count = (some % fitting.length) + 1;
        const drawn = select([`random(${count})`], (name) => fitting.includes(name));
        expect(new Set(drawn).size).toBe(count);
        for (const name of drawn) expect(fitting).toContain(name);
      }),
    );
  });

  it('draws the same of those that are left when one that was not drawn goes', () => {
    const drawn = select(['random(3)']);
    const gone = names.find((name) => !drawn.includes(name));
    expect(select(['random(3)'], (name) => name !== gone)).toEqual(drawn);
  });

  it('can be written as it was read', () => {
    for (const text of ['n4', 'n1..n5', 'n*', 'all', 'rest', 'random(3)'])
      expect(selectorText(parsed(text))).toBe(text);
  });

  it('reads anything or says why not, and what it reads it also resolves', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        const selector = parseSelector(text);
        if (selector.ok) resolveSelector([selector.value], field());
        else expect(selector.fix).not.toBe('');
      }),
    );
  });
});

describe('a pattern', () => {
  it('means what the same regular expression means', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
    const plain = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
    fc.assert(
      fc.property(letters, plain, (pattern, name) => {
        const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`);
        expect(matchesGlob(pattern, name)).toBe(expression.test(name));
      }),
      { numRuns: 1000 },
    );
  });
});
