/**
 * Whatever is in a file, loading ends with a topology or with problems that have a place and a cure; never otherwise.
 */

import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TopologyError } from '../../../harness/common/errors.ts';
import { parseTopology, topologyFromObject } from '../../../harness/topology/load.ts';

const examples = readdirSync('examples')
  .filter((file) => file.endsWith('.yaml') && file !== 'hundred-nodes.yaml')
  .map((file) => readFileSync(`examples/${file}`, 'utf8').replaceAll(/^#.*\n/gm, ''));

function loads(load: () => unknown): void {
  try {
    load();
  } catch (error) {
    if (!(error instanceof TopologyError)) throw error;
    expect(error.problems.length).toBeGreaterThan(0);
    for (const { line, column, text, fix } of error.problems) {
      expect(line).toBeGreaterThan(0);
      expect(column).toBeGreaterThan(0);
      expect(text).not.toBe('');
      expect(fix).not.toBe('');
    }
  }
}

const snippets = fc.constantFrom(
  ...[
    'null',
    '[]',
    '{}',
    '5',
    '-1',
    '0',
    'off',
    '*a',
    '&a',
    '<<: *a',
    '- ',
    ': ',
    '\t',
    '"',
    "'",
    '[',
    '}',
    '!!set',
    '|',
    '# ',
    '~',
  ],
  ...[
    'n1..n5',
    'random(3)',
    'rest',
    'all',
    '5s',
    '10%',
    'shape: grid',
    'start: never',
    '__proto__: 1',
    '\u0000',
    '\ufeff',
    'é',
  ],
);

describe('loading', () => {
  it('judges any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) =>
        loads(() => parseTopology(text, 'a')),
      ),
    );
  });

  it('judges an example into which something has slipped', () => {
    const edits = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 12 }), snippets), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.constantFrom(...examples), edits, (example, slips) => {
        let text = example;
        for (const [place, length, snippet] of slips) {
          const at = place % text.length;
          text = text.slice(0, at) + snippet + text.slice(at + length);
        }
        loads(() => parseTopology(text, 'a'));
      }),
      { numRuns: 1500 },
    );
  });

  it('judges any object, and any value in the place of another', () => {
    const object = () => ({
      nodes: { count: 4 } as unknown,
      links: { shape: 'ring' } as unknown,
      peer: { keepalive: '1s' } as unknown,
      steps: [{ at: '1s', inject: { count: 2 }, from: 'all' }] as unknown,
      expect: { delivery: {} } as unknown,
    });
    const paths = fc.constantFrom(
      'nodes',
      'links',
      'networks',
      'peer',
      'steps',
      'expect',
      'name',
      'seed',
    ) as fc.Arbitrary<'nodes'>;
    fc.assert(
      fc.property(
        paths,
        fc.anything({ withNullPrototype: true, withDate: true, withBigInt: true }),
        (key, value) => {
          loads(() => topologyFromObject({ ...object(), [key]: value }));
          loads(() =>
            topologyFromObject({
              ...object(),
              steps: [{ at: '1s', [key]: value, inject: value, from: value }],
            }),
          );
          loads(() =>
            topologyFromObject({
              ...object(),
              links: {
                shape: 'ring',
                list: [['n1', 'n2', value]],
                latency: value,
                burst: value,
                rate: value,
              },
              networks: { a: value, b: 'all' },
            }),
          );
          for (const verb of ['partition', 'heal', 'cut', 'mend', 'link', 'disconnect', 'churn']) {
            loads(() => topologyFromObject({ ...object(), steps: [{ at: '1s', [verb]: value }] }));
            loads(() =>
              topologyFromObject({ ...object(), steps: [{ at: '1s', [verb]: [value, ['n1', value]] }] }),
            );
          }
          for (const part of ['between', 'from', 'loss', 'share', 'of', 'spare']) {
            const link = { between: 'all', [part]: value };
            const churn = { share: '20%', for: '9s', [part]: value };
            loads(() =>
              topologyFromObject({
                ...object(),
                steps: [
                  { at: '1s', link },
                  { at: '2s', churn },
                ],
              }),
            );
          }
          loads(() =>
            topologyFromObject({
              ...object(),
              nodes: { a: value, b: { env: value, command: value, start: value } },
            }),
          );
          loads(() =>
            topologyFromObject({
              ...object(),
              expect: { delivery: value, traffic: value, latency: { p50: value } },
            }),
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});
