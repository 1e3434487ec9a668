/**
 * Every TypeScript block of the documents compiles and runs, as a user would have it: in a project of its own that
 * imports `meshbed`. Those of docs/testcontainers.md are the files of `examples/tests/`, which test/docker runs.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot as rootOf } from '../harness/common/package-root.ts';
import { ofKind } from './documents.ts';
import { ON_PROCESSES, OwnSuite, type TestOutcome } from './own-suite.ts';

const packageRoot = rootOf();
const examples = readdirSync(join(packageRoot, 'examples/tests')).map((name) =>
  readFileSync(join(packageRoot, 'examples/tests', name), 'utf8'),
);

const named = ofKind('ts').map((block) => ({ ...block, name: block.place.replaceAll(/\W+/g, '-') }));
type Named = (typeof named)[number];
const besideTestcontainers = named.filter(({ place }) => place.startsWith('docs/testcontainers.md'));
const others = named.filter((block) => !besideTestcontainers.includes(block));

const TOPOLOGY = `nodes: { count: 3 }
links: { shape: line }
steps:
  - { at: 100ms, inject: hello, from: n1 }
expect: { settle: 100ms }
`;

const isTest = ({ text }: Named) => /from '(vitest|meshbed\/vitest)'/.test(text);

/** A program is a test that it runs to its end. */
const asTest = ({ name }: Named) =>
  `import { test } from 'vitest';\ntest('${name}', async () => void (await import('./${name}.ts')));\n`;

function filesOf(block: Named): [string, string][] {
  if (isTest(block)) return [[`${block.name}.test.ts`, block.text]];
  return [
    [`${block.name}.ts`, block.text],
    [`${block.name}.test.ts`, asTest(block)],
  ];
}

describe('TypeScript of the documents', () => {
  let own: OwnSuite;
  let outcomes: TestOutcome[] = [];
  let complaints = '';

  beforeAll(async () => {
    own = await OwnSuite.make({
      'topologies/ring.yaml': TOPOLOGY,
      ...Object.fromEntries(others.flatMap(filesOf)),
    });
    outcomes = await own.run(ON_PROCESSES);
    for (const { name, text } of besideTestcontainers) await own.write(`${name}.ts`, text);
    complaints = await own.compile();
  });
  afterAll(() => own?.remove());

  it('compiles', () => {
    expect(complaints).toBe('');
  });

  it.each(others)('of $place runs', ({ name }) => {
    const mine = outcomes.filter(({ file }) => file.endsWith(`${name}.test.ts`));
    expect(mine).not.toEqual([]);
    // On a machine that others load as well, a run may rightly be inconclusive.
    const wrong = ({ status, message }: TestOutcome) =>
      status !== 'passed' && !/\binconclusive: /.test(message);
    expect(mine.filter(wrong)).toEqual([]);
  });

  it.each(besideTestcontainers)('of $place is a file of examples/tests', ({ text }) => {
    expect(examples).toContain(text);
  });
});
